package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ChangeLock;
import dev.ftr.daemon.HealthCheck;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.MachineReader;
import dev.ftr.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "plan", description = "Shows what apply would change in the kernel; touches nothing.")
final class PlanCommand implements Callable<Integer> {
    /** How a plan is written. */
    enum Output {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private FtrCommand ftr;

    @Mixin
    private HealthOptions healthOptions;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Option(names = "--detailed-exitcode", description = "exit with 2 when there is something to change")
    private boolean detailedExitCode;

    /** As it is without options. */
    static PlanCommand plain(FtrCommand ftr) {
        PlanCommand command = new PlanCommand();
        command.ftr = ftr;
        command.healthOptions = new HealthOptions();
        return command;
    }

    @Override
    public Integer call() {
        RouterConfig config = ftr.load().config();
        Proposal proposal = propose(new Reconciler(ftr.kernel(), ChangeLock.NONE), config);
        List<String> unread = proposal.reading().problems();
        if (!unread.isEmpty()) throw new CommandFailed(unread.getFirst());
        Plan plan = proposal.plan().warning(MachineCheck.warnings(config, MachineReader.of(ftr.iptables())));
        switch (output) {
            case TEXT -> new PlanText(ftr.out(), Colours.ofTerminal(), ftr.sentences()).write(plan);
            case JSON -> ftr.out().println(PlanJson.text(plan));
        }
        return detailedExitCode && !plan.isEmpty() ? Exit.CHANGES : Exit.OK;
    }

    private Proposal propose(Reconciler reconciler, RouterConfig config) {
        try {
            Optional<Health> known = healthOptions.known(ftr, config);
            if (known.isPresent()) return reconciler.propose(config, known.get());
            Proposal first = reconciler.propose(config, Health.UNKNOWN);
            HealthCheck check = healthOptions.probed(config, first.reading());
            check.unknown().forEach(line -> ftr.err().println("note: " + line));
            return reconciler.propose(config, check.health());
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }
}
