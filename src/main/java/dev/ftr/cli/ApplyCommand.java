package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.HealthCheck;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.daemon.StatusFile;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
        name = "apply",
        description = "Makes the kernel as the config wants it, once, and verifies it by reading back.")
final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Mixin
    private HealthOptions healthOptions;

    @Option(
            names = "--confirm",
            paramLabel = "[auto:]DURATION",
            converter = Confirmation.Converter.class,
            description = {
                "take everything back unless 'ftr confirm' comes within this time (60s, 5m; 1s to 24h), even if this "
                        + "command, its shell or the connection has died by then.",
                "With auto:30s it decides itself: the change stays if after this time all downlinks work and as many "
                        + "uplinks as before, at least one"
            })
    private @Nullable Confirmation confirmation;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "make exactly the changes of this plan of 'ftr plan --out', or none if the config or the kernel has "
                            + "moved since")
    private @Nullable Path planFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (planFile != null && healthOptions.isGiven())
            throw new ParameterException(
                    spec.commandLine(), "--health is of no use with --plan: the plan says which uplinks are up");
        FolderOwner.become(ftr);
        Loaded loaded = ftr.load();
        Optional<ApprovedPlan> approved =
                Optional.ofNullable(planFile).map(file -> ApprovedPlan.read(ftr, file, loaded));
        refuseBesideAnotherConfig(loaded.sha256());
        PendingCheck.refuse(ftr);
        if (confirmation != null) refuseBesideADaemon();
        RouterConfig config = loaded.config();
        Reconciler reconciler = new Reconciler(ftr.kernel(), ftr.changeLock("ftr apply"));
        OutcomeText text = new OutcomeText(ftr);
        try {
            Making making = () -> approved.isPresent() ? approved.get().make(reconciler) : made(reconciler, config);
            return confirmation == null
                    ? text.write(making.outcome())
                    : guarded(reconciler, loaded, confirmation, text, making);
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private Outcome made(Reconciler reconciler, RouterConfig config) throws KernelException {
        Optional<Health> known = healthOptions.known(ftr, config);
        return known.isPresent()
                ? reconciler.reconcile(new Task(config, known.get(), Extent.EVERYWHERE))
                : probing(reconciler, config);
    }

    /** The change that is asked for. */
    @FunctionalInterface
    private interface Making {
        Outcome outcome() throws KernelException;
    }

    private int guarded(Reconciler reconciler, Loaded loaded, Confirmation time, OutcomeText text, Making making)
            throws KernelException {
        GuardedChange change =
                GuardedChange.arm(ftr, time, loaded, reconciler.propose(loaded.config(), Health.UNKNOWN));
        Outcome outcome;
        try {
            outcome = making.outcome();
        } catch (PlanMoved e) {
            change.withdraw();
            throw e;
        } catch (KernelException | RuntimeException e) {
            change.tell(change.applied());
            throw e;
        }
        if (outcome.made().isEmpty() && outcome.converged()) {
            change.withdraw();
            return text.write(outcome);
        }
        Instant until = change.applied();
        int exit = text.write(outcome);
        change.tell(until);
        return exit;
    }

    /**
     * Probes what can be probed, applies, and does both once more when that gave uplinks a table that had none: a probe
     * needs it, and who carries new connections is decided by probes.
     */
    private Outcome probing(Reconciler reconciler, RouterConfig config) throws KernelException {
        Proposal before = reconciler.propose(config, Health.UNKNOWN);
        Health probed = healthOptions.probed(config, before.reading()).health();
        Outcome first = reconciler.reconcile(new Task(config, probed, Extent.EVERYWHERE));
        HealthCheck after = healthOptions.probed(config, first.last().reading());
        after.unknown().forEach(line -> ftr.err().println("note: " + line));
        return first.then(reconciler.reconcile(new Task(config, after.health(), Extent.OURS)));
    }

    private void refuseBesideADaemon() {
        if (new StatusFile(ftr.runDir()).readFresh(Instant.now()).isPresent())
            throw new CommandFailed("ftr monitor is running: it applies its config by itself, and would undo what is "
                    + "taken back; stop it before apply --confirm");
    }

    private void refuseBesideAnotherConfig(String sha256) {
        Optional<JsonNode> status = new StatusFile(ftr.runDir()).readFresh(Instant.now());
        if (status.isPresent()
                && !status.get().path("config").path("sha256").asString("").equals(sha256))
            throw new CommandFailed(
                    ("ftr monitor is running with another config (%s) and would undo this; edit that file, it is taken by "
                                    + "itself, or stop monitor first")
                            .formatted(status.get().path("config").path("path").asString("")));
    }
}
