package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ChangeLock.Held;
import dev.ftr.desired.DesiredStates;
import dev.ftr.desired.InterfaceWarnings;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.DesiredState;
import dev.ftr.model.DesiredState.Farewell;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.FwMark;
import dev.ftr.model.UplinkId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The one way from config and health to a changed kernel; plan, apply and monitor all take it. */
public final class Reconciler {
    /** One try, one without what was refused or for what had to wait, and two with chains rewritten whole. */
    private static final int ROUNDS = 4;

    /** A tool that hangs is not given another try in the same go: meanwhile nobody hears of the uplinks. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Kernel kernel;
    private final ChangeLock lock;

    /** @param lock held while the kernel is read to be changed */
    public Reconciler(Kernel kernel, ChangeLock lock) {
        this.kernel = kernel;
        this.lock = lock;
    }

    /**
     * What should be done now; touches nothing.
     *
     * @throws KernelException when the kernel cannot be read
     */
    public Proposal propose(RouterConfig config, Health health) throws KernelException {
        return propose(new Task(config, health, Extent.EVERYWHERE), Map.of());
    }

    private Proposal propose(Task task, Map<UplinkId, String> refused) throws KernelException {
        Reading reading = kernel.read(task.extent().scope(task.config()));
        DesiredState desired =
                DesiredStates.of(task.config(), task.health(), reading.links(), refused, reading.missingSets());
        return proposal(task.config(), reading, desired.within(reading.firewall()));
    }

    private static Proposal proposal(RouterConfig config, Reading reading, DesiredState desired) {
        Plan plan = Plan.between(desired, reading.state(), config.numbering().routeProtocol());
        List<String> warnings = new ArrayList<>();
        desired.obstacles().values().stream().map(Obstacle::text).forEach(warnings::add);
        warnings.addAll(desired.omissions());
        warnings.addAll(plan.warnings());
        warnings.addAll(InterfaceWarnings.of(config, reading.links()));
        if (MachineCheck.mainComesFirst(config))
            reading.defaultInMain().map(MachineCheck::followed).ifPresent(warnings::add);
        warnings.addAll(reading.notices());
        // As long as it is not known what is in force, nothing of it is taken away.
        Plan possible = reading.problems().isEmpty() ? plan : plan.only(Reconciler::addsOrReplaces);
        return new Proposal(reading, desired, new Plan(possible.steps(), warnings));
    }

    private static boolean addsOrReplaces(Phase phase) {
        return switch (phase) {
            case SYSCTLS, ROUTES, RULES, CHAINS, CONNECTIONS -> true;
            case GIVEN_UP, OLD_CHOICE, STALE_CONNECTIONS, TAKEN_OVER, OLD_CHAINS, OLD_RULES, OLD_ROUTES -> false;
        };
    }

    /**
     * Makes actual equal desired, as far as the kernel lets us, and verifies it by reading back. An uplink whose way out is
     * refused is left out of the multipath route, so that it does not take the others with it. When the new ways have been
     * seen to be in force, the connections of uplinks that were left are forgotten.
     *
     * @throws KernelException when the kernel cannot be read, or somebody else has been changing it for too long
     */
    public Outcome reconcile(Task task) throws KernelException {
        if (task.extent() == Extent.GLANCE) {
            Proposal seen = propose(task, Map.of());
            if (seen.plan().isEmpty()
                    && seen.reading().problems().isEmpty()
                    && task.departed().isEmpty())
                return new Outcome(seen, List.of(), List.of(), seen.plan().warnings());
            return reconcile(new Task(task.config(), task.health(), Extent.EVERYWHERE, task.departed()));
        }
        try (Held held = lock.acquire()) {
            Map<UplinkId, String> refused = new TreeMap<>();
            return underLock(task, propose(task, refused), refused, plan -> plan);
        }
    }

    /**
     * Makes the changes that somebody has agreed to, if they are still what is to be done, and nothing else: what follows from
     * a refusal is left undone.
     *
     * @param differences of what is to be done now from what was agreed to; none: it is the same
     * @throws KernelException when the kernel cannot be read, or somebody else has been changing it for too long
     */
    public Agreed reconcile(Task task, Function<Plan, List<String>> differences) throws KernelException {
        try (Held held = lock.acquire()) {
            Map<UplinkId, String> refused = new TreeMap<>();
            Proposal proposal = propose(task, refused);
            Optional<String> unread = proposal.reading().problems().stream().findFirst();
            if (unread.isPresent()) throw new KernelException(unread.get());
            List<String> moved = differences.apply(proposal.plan());
            if (!moved.isEmpty()) return new Agreed.Moved(moved);
            return new Agreed.Made(underLock(task, proposal, refused, new Agreement(proposal.plan())::within));
        }
    }

    private Outcome underLock(Task task, Proposal first, Map<UplinkId, String> refused, UnaryOperator<Plan> within)
            throws KernelException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Plan.Step> made = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Layout layout = new Layout(task.config().numbering());
        Proposal proposal = first;
        Set<String> warnings = new LinkedHashSet<>(proposal.plan().warnings());
        Map<FwMark, Plan.Step> partings = new LinkedHashMap<>();
        for (int round = 1; round <= ROUNDS && !proposal.plan().isEmpty(); round++) {
            if (round > 1 && System.nanoTime() - end > 0) break;
            Plan open = within.apply(proposal.plan());
            for (Plan.Step step : open.steps())
                if (step.phase() == Phase.CONNECTIONS && step.change() instanceof Change.ForgetConnections(FwMark mark))
                    partings.put(mark, step);
            Plan whole = round < 3
                    ? open
                    : open.rewritingChains(
                            proposal.desired(), proposal.reading().state());
            if (whole.isEmpty()) break;
            Plan now = FirewallFirst.of(
                    whole.only(phase -> phase != Phase.CONNECTIONS),
                    proposal.desired().kernel(),
                    proposal.reading().state(),
                    layout);
            List<Refusal> news = apply(now, made);
            refusals.addAll(news);
            for (Refusal refusal : news)
                if (refusal.change() instanceof Change.PutRoute put)
                    layout.uplinkOf(put.after().key().table())
                            .ifPresent(id -> refused.putIfAbsent(id, refusal.message()));
            Collection<Obstacle> before = proposal.desired().obstacles().values();
            proposal = propose(task, refused);
            // What has gone from the way meanwhile is no news.
            before.forEach(obstacle -> warnings.remove(obstacle.text()));
            warnings.addAll(proposal.plan().warnings());
        }
        if (isInForce(proposal)) {
            // What was left for another that was refused then, is not left.
            partings.keySet()
                    .retainAll(proposal.desired().farewells().stream()
                            .map(Farewell::mark)
                            .toList());
            for (Farewell farewell : proposal.desired().farewells())
                if (task.departed().contains(farewell.mark()))
                    partings.putIfAbsent(farewell.mark(), step(farewell.mark(), farewell.reason()));
            List<Refusal> kept = apply(new Plan(List.copyOf(partings.values()), List.of()), made);
            kept.forEach(refusal -> warnings.add(refusal.message()));
            refusals.addAll(kept);
        }
        return new Outcome(proposal, made, refusals, List.copyOf(warnings));
    }

    private List<Refusal> apply(Plan plan, List<Plan.Step> made) {
        if (plan.isEmpty()) return List.of();
        List<Refusal> refusals = kernel.apply(plan);
        List<Change> failed = refusals.stream().map(Refusal::change).toList();
        plan.steps().stream().filter(s -> !failed.contains(s.change())).forEach(made::add);
        return refusals;
    }

    private static Plan.Step step(FwMark mark, String reason) {
        return new Plan.Step(new Change.ForgetConnections(mark), reason);
    }

    /** Whether no route is left to be changed: new connections go where they should. */
    private static boolean isInForce(Proposal proposal) {
        return proposal.plan().steps().stream().noneMatch(s -> s.change() instanceof Change.PutRoute);
    }

    /**
     * Removes everything that is ours, wherever it is.
     *
     * @throws KernelException when the kernel cannot be read, or somebody else has been changing it for too long
     */
    public Outcome teardown(int protocol) throws KernelException {
        try (Held held = lock.acquire()) {
            List<Plan.Step> made = new ArrayList<>();
            List<Refusal> refusals = new ArrayList<>();
            Proposal proposal = proposeNothing(protocol);
            for (int round = 1; round <= 2 && !proposal.plan().isEmpty(); round++) {
                refusals.addAll(apply(proposal.plan(), made));
                proposal = proposeNothing(protocol);
            }
            return new Outcome(proposal, made, refusals, proposal.plan().warnings());
        }
    }

    private Proposal proposeNothing(int protocol) throws KernelException {
        ReadScope everything = ReadScopes.everything(protocol);
        Reading reading = kernel.read(everything);
        Plan removal = Plan.between(DesiredState.NOTHING, reading.state(), protocol);
        List<Plan.Step> steps = removal.steps().stream()
                .map(s -> new Plan.Step(s.change(), "teardown", s.phase()))
                .toList();
        return new Proposal(reading, DesiredState.NOTHING, new Plan(steps, reading.notices()));
    }

    /** How much of the kernel is looked at. */
    public enum Extent {
        /** Routing alone: all that a failover changes. */
        ROUTING,

        /** Our tables, rules and chains. */
        OURS,

        /**
         * All of that, and routes of ours in tables that nothing of ours names; takes longer the more routes the kernel
         * has.
         */
        EVERYWHERE,

        /**
         * All that is ours, whatever stands beside it: enough to see that nothing is to be done, by four processes. What is to
         * be done is found out by a look {@link #EVERYWHERE}.
         */
        GLANCE;

        private ReadScope scope(RouterConfig config) {
            if (this == GLANCE) return ReadScopes.glance(config);
            return ReadScopes.of(config, this == EVERYWHERE, this != ROUTING);
        }
    }

    /**
     * What is to be made so.
     *
     * @param departed marks of uplinks that have gone down: their connections are forgotten if another works, and if the
     *     config says so
     */
    public record Task(RouterConfig config, Health health, Extent extent, Set<FwMark> departed) {
        public Task {
            departed = Set.copyOf(departed);
        }

        public Task(RouterConfig config, Health health, Extent extent) {
            this(config, health, extent, Set.of());
        }
    }

    /** How a change that was agreed to ended. */
    public sealed interface Agreed {
        /** It was made, as far as the kernel let us. */
        record Made(Outcome outcome) implements Agreed {}

        /**
         * Nothing was changed: it is not what is to be done any more.
         *
         * @param differences a line each
         */
        record Moved(List<String> differences) implements Agreed {
            public Moved {
                differences = List.copyOf(differences);
            }
        }
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
            return isDone() && problems().isEmpty();
        }

        /** Nothing is left to be tried again. */
        public boolean isDone() {
            return last.plan().isEmpty() && last.reading().problems().isEmpty();
        }

        /** Whether a warning is only about an uplink that cannot be used. */
        public boolean isObstacle(String warning) {
            return last.desired().omissions().contains(warning)
                    || last.desired().obstacles().values().stream()
                            .anyMatch(o -> o.text().equals(warning));
        }

        /** What keeps the kernel from being as wanted, a line each. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>(last.reading().problems());
            last.desired().obstacles().values().stream()
                    .filter(o -> !o.passing())
                    .map(Obstacle::text)
                    .forEach(problems::add);
            problems.addAll(last.desired().omissions());
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
