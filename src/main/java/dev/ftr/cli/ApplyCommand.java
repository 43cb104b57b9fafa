package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.HealthCheck;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.daemon.StatusFile;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

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
        Loaded loaded = ftr.load();
        refuseBesideAnotherConfig(loaded.sha256());
        RouterConfig config = loaded.config();
        Reconciler reconciler = new Reconciler(ftr.kernel());
        OutcomeText text = new OutcomeText(ftr);
        try {
            Optional<Health> known = healthOptions.known(ftr, config);
            if (known.isPresent()) return text.write(reconciler.reconcile(config, known.get(), true));
            return text.write(probing(reconciler, config));
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Probes what can be probed, applies, and does both once more when that gave uplinks a table that had none: a probe
     * needs it, and who carries new connections is decided by probes.
     */
    private Outcome probing(Reconciler reconciler, RouterConfig config) throws KernelException {
        Proposal before = reconciler.propose(config, Health.UNKNOWN);
        Outcome first = reconciler.reconcile(
                config, healthOptions.probed(config, before.reading()).health(), true);
        HealthCheck after = healthOptions.probed(config, first.last().reading());
        after.unknown().forEach(line -> ftr.err().println("note: " + line));
        return first.then(reconciler.reconcile(config, after.health(), false));
    }

    private void refuseBesideAnotherConfig(String sha256) {
        Optional<JsonNode> status = new StatusFile(ftr.runDir()).readFresh(Instant.now());
        if (status.isPresent()
                && !status.get().path("config").path("sha256").asString("").equals(sha256))
            throw new CommandFailed(
                    ("ftr monitor is running with another config (%s, as it was at its start) and would undo "
                                    + "this; restart it, it applies the config by itself")
                            .formatted(status.get().path("config").path("path").asString("")));
    }
}
