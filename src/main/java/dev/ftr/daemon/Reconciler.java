package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.desired.DesiredStates;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.DesiredState;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.UplinkId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The one way from config and health to a changed kernel; plan, apply and monitor all take it. */
public final class Reconciler {
    /** One try, one without what was refused, one with chains rewritten whole, and one to see that nothing is left. */
    private static final int ROUNDS = 4;

    private final Kernel kernel;

    public Reconciler(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * What should be done now; touches nothing.
     *
     * @throws KernelException when the kernel cannot be read
     */
    public Proposal propose(RouterConfig config, Health health) throws KernelException {
        return propose(config, health, true, Map.of());
    }

    private Proposal propose(RouterConfig config, Health health, boolean everywhere, Map<UplinkId, String> refused)
            throws KernelException {
        Reading reading = kernel.read(ReadScopes.of(config, everywhere));
        DesiredState desired = DesiredStates.of(config, health, reading.links(), refused);
        return proposal(config, reading, desired);
    }

    private static Proposal proposal(RouterConfig config, Reading reading, DesiredState desired) {
        Plan plan = Plan.between(desired, reading.state(), config.numbering().routeProtocol());
        List<String> warnings = new ArrayList<>();
        desired.obstacles().values().stream().map(Obstacle::text).forEach(warnings::add);
        warnings.addAll(plan.warnings());
        if (!new Layout(config.numbering()).beforeMain())
            reading.defaultInMain()
                    .ifPresent(route ->
                            warnings.add(("new connections follow the route '%s' in table main, which is asked "
                                            + "before ours; remove it, or set base_priority below 32766")
                                    .formatted(route)));
        warnings.addAll(reading.notices());
        return new Proposal(reading, desired, new Plan(plan.steps(), warnings));
    }

    /**
     * Makes actual equal desired, as far as the kernel lets us, and verifies it by reading back. An uplink whose way out is
     * refused is left out of the multipath route, so that it does not take the others with it.
     *
     * @param everywhere look for routes of ours in tables that nothing of ours names, too; takes longer the more routes the
     *     kernel has
     * @throws KernelException when the kernel cannot be read
     */
    public Outcome reconcile(RouterConfig config, Health health, boolean everywhere) throws KernelException {
        Map<UplinkId, String> refused = new TreeMap<>();
        List<Plan.Step> made = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Layout layout = new Layout(config.numbering());
        Proposal proposal = propose(config, health, everywhere, refused);
        Set<String> warnings = new LinkedHashSet<>(proposal.plan().warnings());
        for (int round = 1; round <= ROUNDS && !proposal.plan().isEmpty(); round++) {
            Plan plan = round < 3
                    ? proposal.plan()
                    : proposal.plan()
                            .rewritingChains(
                                    proposal.desired(), proposal.reading().state());
            List<Refusal> news = kernel.apply(plan);
            List<Change> failed = news.stream().map(Refusal::change).toList();
            plan.steps().stream().filter(s -> !failed.contains(s.change())).forEach(made::add);
            refusals.addAll(news);
            for (Refusal refusal : news)
                if (refusal.change() instanceof Change.PutRoute put)
                    layout.uplinkOf(put.after().key().table())
                            .ifPresent(id -> refused.putIfAbsent(id, refusal.message()));
            proposal = propose(config, health, everywhere, refused);
            warnings.addAll(proposal.plan().warnings());
        }
        return new Outcome(proposal, made, refusals, List.copyOf(warnings));
    }

    /**
     * Removes everything that is ours, wherever it is.
     *
     * @throws KernelException when the kernel cannot be read
     */
    public Outcome teardown(int protocol) throws KernelException {
        List<Plan.Step> made = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Proposal proposal = proposeNothing(protocol);
        for (int round = 1; round <= 2 && !proposal.plan().isEmpty(); round++) {
            List<Refusal> news = kernel.apply(proposal.plan());
            List<Change> failed = news.stream().map(Refusal::change).toList();
            proposal.plan().steps().stream()
                    .filter(s -> !failed.contains(s.change()))
                    .forEach(made::add);
            refusals.addAll(news);
            proposal = proposeNothing(protocol);
        }
        return new Outcome(proposal, made, refusals, proposal.plan().warnings());
    }

    private Proposal proposeNothing(int protocol) throws KernelException {
        ReadScope everything = ReadScopes.everything(protocol);
        Reading reading = kernel.read(everything);
        Plan removal = Plan.between(DesiredState.NOTHING, reading.state(), protocol);
        List<Plan.Step> steps = removal.steps().stream()
                .map(s -> new Plan.Step(s.change(), "teardown"))
                .toList();
        return new Proposal(reading, DesiredState.NOTHING, new Plan(steps, reading.notices()));
    }

    /** What was read, what should be, and the difference. */
    public record Proposal(Reading reading, DesiredState desired, Plan plan) {}

    /**
     * How a reconcile ended.
     *
     * @param last what was read back at the end and is still to be done
     * @param made the changes that were made
     * @param refusals the changes that the kernel refused on the way
     * @param warnings all that were to be said on the way
     */
    public record Outcome(Proposal last, List<Plan.Step> made, List<Refusal> refusals, List<String> warnings) {
        public Outcome {
            made = List.copyOf(made);
            refusals = List.copyOf(refusals);
            warnings = List.copyOf(warnings);
        }

        /** This outcome and a later one, as if they were one. */
        public Outcome then(Outcome later) {
            List<Plan.Step> all = new ArrayList<>(made);
            all.addAll(later.made);
            Set<String> said = new LinkedHashSet<>(warnings);
            said.addAll(later.warnings);
            return new Outcome(later.last, all, later.refusals, List.copyOf(said));
        }

        /** The kernel is as the config wants it, and no uplink is kept out by a lasting obstacle. */
        public boolean converged() {
            return last.plan().isEmpty() && problems().isEmpty();
        }

        /** Whether a warning is only about an uplink that cannot be used. */
        public boolean isObstacle(String warning) {
            return last.desired().obstacles().values().stream()
                    .anyMatch(o -> o.text().equals(warning));
        }

        /** What keeps the kernel from being as wanted, a line each. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            last.desired().obstacles().values().stream()
                    .filter(o -> !o.passing())
                    .map(Obstacle::text)
                    .forEach(problems::add);
            List<Change> open =
                    last.plan().steps().stream().map(Plan.Step::change).toList();
            refusals.stream()
                    .filter(r -> open.contains(r.change()))
                    .map(Refusal::message)
                    .forEach(problems::add);
            if (problems.isEmpty() && !open.isEmpty())
                problems.add("%d changes do not last: somebody else changes the same objects".formatted(open.size()));
            return problems.stream().distinct().toList();
        }
    }
}
