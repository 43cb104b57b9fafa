package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        description = "Makes the kernel as the config wants it, once, and verifies it by reading back.")
final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Mixin
    private HealthOptions healthOptions;

    @Override
    public Integer call() {
        RouterConfig config = ftr.load().config();
        Reconciler reconciler = new Reconciler(ftr.kernel());
        OutcomeText text = new OutcomeText(ftr);
        try {
            Optional<Health> known = healthOptions.known(ftr, config);
            if (known.isPresent()) return text.write(reconciler.reconcile(config, known.get(), true));
            // Probes need the tables, so these come first; who carries new connections is decided by the probes.
            Outcome tables = reconciler.reconcile(config, Health.UNKNOWN, true);
            Health health = healthOptions.probed(ftr, config, tables.last().reading());
            return text.write(tables.then(reconciler.reconcile(config, health, false)));
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }
}
