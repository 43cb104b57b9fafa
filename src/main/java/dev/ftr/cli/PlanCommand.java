package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ChangeLock;
import dev.ftr.daemon.HealthCheck;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.SnapshotKernel;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.ThisHost;
import dev.ftr.plan.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "plan", description = "Shows what apply would change in the kernel; touches nothing.")
final class PlanCommand implements Callable<Integer> {
    /** How a plan is written. */
    enum Output {
        TEXT,
        JSON,
        MARKDOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private FtrCommand ftr;

    @Mixin
    private HealthOptions healthOptions;

    @Option(
            names = "--output",
            paramLabel = "text|json|markdown",
            description = "text, json, or markdown for a comment on a pull request (default: text)")
    private Output output = Output.TEXT;

    @Option(names = "--detailed-exitcode", description = "exit with 2 when there is something to change")
    private boolean detailedExitCode;

    @Option(
            names = "--quiet",
            description = "print nothing, no warning either, when there is nothing to change: for cron")
    private boolean quiet;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            description =
                    "plan for the router that 'ftr snapshot' was run on, with the health that its daemon knew then "
                            + "(default: this one)")
    private @Nullable Path snapshotFile;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the plan to a file as well, for 'ftr apply --plan FILE'")
    private @Nullable Path planFile;

    /** What there is to be said on standard error, if anything is said. */
    private final List<String> notes = new ArrayList<>();
    /** As it is without options. */
    static PlanCommand plain(FtrCommand ftr) {
        PlanCommand command = new PlanCommand();
        command.ftr = ftr;
        command.healthOptions = new HealthOptions();
        return command;
    }

    @Override
    public Integer call() {
        MadePlan made = snapshotFile == null ? here() : elsewhere(loaded(), new Snapshots(ftr).router(snapshotFile));
        Plan plan = made.plan();
        if (planFile != null) made.file().write(planFile, plan);
        if (!quiet || !plan.isEmpty()) {
            notes.forEach(ftr.err()::println);
            write(made);
        }
        return detailedExitCode && !plan.isEmpty() ? Exit.CHANGES : Exit.OK;
    }

    private void write(MadePlan made) {
        switch (output) {
            case TEXT ->
                new PlanText(ftr.out(), Colours.ofTerminal(), ftr.sentences()).write(made.plan(), made.shifts());
            case JSON -> ftr.out().println(PlanJson.text(made.plan()));
            case MARKDOWN -> ftr.out().println(new PlanMarkdown(made, ftr.sentences()).text());
        }
    }

    private Loaded loaded() {
        Loaded loaded = ftr.loadSilently();
        loaded.warnings().forEach(w -> notes.add("warning: " + w));
        return loaded;
    }

    private MadePlan here() {
        EarlyLook look = EarlyLook.begin(ftr.iptables());
        Loaded loaded = loaded();
        RouterConfig config = loaded.config();
        Capabilities.requireNetAdmin();
        Reconciler reconciler = new Reconciler(look.kernel(), ChangeLock.NONE);
        try {
            Optional<Health> known = healthOptions.known(ftr, config);
            Health health = known.isPresent() ? known.get() : probed(reconciler, config);
            Proposal proposal = reconciler.propose(config, health);
            List<String> warnings = MachineCheck.warnings(
                    config,
                    look.machine()
                            .with(RouterSnapshot.withAddress(proposal.reading().links())),
                    blocks -> look.reader().routesTo(blocks, config.numbering().routeProtocol()));
            return made(loaded, proposal, health, warnings, ThisHost.shortName(), Optional.empty());
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private Health probed(Reconciler reconciler, RouterConfig config) throws KernelException {
        Proposal first = reconciler.propose(config, Health.UNKNOWN);
        HealthCheck check = healthOptions.probed(config, first.reading());
        check.unknown().forEach(line -> notes.add("note: " + line));
        return check.health();
    }

    private MadePlan elsewhere(Loaded loaded, RouterSnapshot router) {
        RouterConfig config = loaded.config();
        Health health = healthOptions.elsewhere(config, router.health());
        if (health.uplinks().isEmpty())
            notes.add(
                    "note: the snapshot does not say which uplinks work, as no daemon ran; all are taken to be unknown, "
                            + "unless --health says more");
        SnapshotKernel kernel = new SnapshotKernel(router);
        try {
            Proposal proposal = new Reconciler(kernel, ChangeLock.NONE).propose(config, health);
            List<String> warnings = MachineCheck.warnings(
                    config,
                    router.machine(),
                    blocks -> kernel.routesTo(blocks, config.numbering().routeProtocol()));
            return made(
                    loaded,
                    proposal,
                    health,
                    warnings,
                    router.taken().host(),
                    Optional.of(router.taken().at()));
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private MadePlan made(
            Loaded loaded,
            Proposal proposal,
            Health health,
            List<String> warnings,
            String host,
            Optional<String> snapshotOf) {
        List<String> unread = proposal.reading().problems();
        if (!unread.isEmpty()) throw new CommandFailed(unread.getFirst());
        SortedMap<String, UplinkState> states = new TreeMap<>();
        loaded.config().uplinks().forEach(uplink -> {
            UplinkState state = health.state(uplink.id());
            if (state != UplinkState.UNKNOWN) states.put(uplink.name(), state);
        });
        return new MadePlan(
                proposal.plan().warning(warnings),
                host,
                snapshotOf,
                ftr.config(),
                loaded.digest(),
                states,
                new TrafficShift(loaded.config(), proposal).lines());
    }
}
