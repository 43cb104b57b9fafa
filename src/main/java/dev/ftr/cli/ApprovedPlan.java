package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.Reconciler.Agreed;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.daemon.StatusFile;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.ThisHost;
import dev.ftr.plan.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A plan that somebody has seen and wants to have made. It is made anew from the kernel of now, with the same config and the
 * health that it was made with, and has to come out the same, change by change.
 */
record ApprovedPlan(FtrCommand ftr, Path file, PlanFile plan, RouterConfig config) {

    /** The plan, if it is one for this program, this machine and this config. */
    static ApprovedPlan read(FtrCommand ftr, Path file, Loaded loaded) {
        PlanFile plan = PlanFile.read(file);
        if (!plan.version().equals(Version.number()))
            throw new CommandFailed("nothing changed: %s was made by ftr %s, and this is ftr %s; make the plan anew"
                    .formatted(file, shown(plan.version()), shown(Version.number())));
        String here = ThisHost.shortName();
        if (!plan.host().equals(here))
            throw new CommandFailed(
                    "nothing changed: %s is for the router %s, and this is %s".formatted(file, plan.host(), here));
        if (!plan.sha256().equals(loaded.sha256()))
            throw new CommandFailed(
                    "nothing changed: the config %s (sha256 %s) is not the one that %s was made from (%s, sha256 %s); make the plan anew"
                            .formatted(ftr.config(), loaded.sha256(), file, plan.config(), plan.sha256()));
        return new ApprovedPlan(ftr, file, plan, loaded.config());
    }

    private static String shown(String version) {
        return version.isEmpty() ? "(not packaged)" : version;
    }

    /**
     * Makes it.
     *
     * @throws PlanMoved when it is not what is to be done any more
     */
    Outcome make(Reconciler reconciler) throws KernelException {
        tellOfOtherHealth();
        Task task = new Task(config, HealthOptions.ofPlan(config, plan.health()), Extent.EVERYWHERE);
        return switch (reconciler.reconcile(task, this::differences)) {
            case Agreed.Made(Outcome outcome) -> outcome;
            case Agreed.Moved(List<String> lines) -> {
                lines.forEach(line -> ftr.err().println("error: " + line));
                throw new PlanMoved(
                        "nothing changed: the kernel has moved since %s was made; make the plan anew".formatted(file));
            }
        };
    }

    private List<String> differences(Plan now) {
        return PlanDifferences.of(
                plan.changes(), now.steps().stream().map(PlannedChange::of).toList());
    }

    /** What was agreed to is made all the same: a daemon looks after the rest. */
    private void tellOfOtherHealth() {
        Map<String, UplinkState> now =
                new StatusFile(ftr.runDir()).freshStates(Instant.now()).orElse(Map.of());
        for (Uplink uplink : config.uplinks()) {
            UplinkState state = now.get(uplink.name());
            UplinkState then = plan.health().getOrDefault(uplink.name(), UplinkState.UNKNOWN);
            if (state != null && state != then)
                ftr.err()
                        .println("note: the plan takes %s to be %s, and ftr monitor says %s"
                                .formatted(uplink.name(), then, state));
        }
    }
}
