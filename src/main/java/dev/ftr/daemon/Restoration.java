package dev.ftr.daemon;

import dev.ftr.daemon.ChangeLock.Held;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.DesiredState;
import dev.ftr.model.KernelState;
import dev.ftr.model.Route;
import dev.ftr.model.RouteKey;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts back what was ours before a change, and the foreign routes that the change has taken the place of. */
public final class Restoration {
    private static final int ROUNDS = 4;

    private final Kernel kernel;
    private final ChangeLock lock;
    private final KernelState previous;
    private final int protocol;

    public Restoration(Kernel kernel, ChangeLock lock, KernelState previous, int protocol) {
        this.kernel = kernel;
        this.lock = lock;
        this.previous = previous;
        this.protocol = protocol;
    }

    /** What has to be kept of the state now, so that the proposed change can be taken back. */
    public static KernelState before(Proposal change, int protocol) {
        KernelState now = change.reading().state();
        Set<RouteKey> places = new HashSet<>(change.desired().keepIfWithin().keySet());
        change.desired().kernel().routes().forEach(route -> places.add(route.key()));
        return new KernelState(
                now.sysctls(),
                now.routes().stream()
                        .filter(r -> r.protocol() == protocol || places.contains(r.key()))
                        .collect(Collectors.toCollection(TreeSet::new)),
                now.rules().stream()
                        .filter(r -> r.protocol() == protocol)
                        .collect(Collectors.toCollection(TreeSet::new)),
                owned(now).chains(),
                now.jumps());
    }

    private static KernelState owned(KernelState state) {
        var chains = new TreeMap<>(state.chains());
        chains.keySet().removeIf(chain -> !chain.owned());
        return new KernelState(state.sysctls(), state.routes(), state.rules(), chains, state.jumps());
    }

    /**
     * What would have to be done now; touches nothing.
     *
     * @throws KernelException when the kernel cannot be read
     */
    public Proposal propose() throws KernelException {
        SortedSet<TableId> tables =
                previous.routes().stream().map(r -> r.key().table()).collect(Collectors.toCollection(TreeSet::new));
        Reading reading = kernel.read(new ReadScope(
                tables,
                true,
                protocol,
                List.copyOf(previous.sysctls().keySet()),
                Set.of(),
                Optional.empty(),
                ReadScopes.USUAL,
                ReadScopes.OCCASIONAL));
        DesiredState desired = new DesiredState(
                        stillPossible(reading.state()),
                        Map.of(),
                        new TreeMap<>(),
                        List.of(),
                        List.of(),
                        new TreeMap<>())
                .within(reading.firewall());
        List<Plan.Step> steps = Plan.between(desired, reading.state(), protocol).steps().stream()
                .map(s -> new Plan.Step(s.change(), "as before", s.phase()))
                .toList();
        return new Proposal(reading, desired, new Plan(steps, reading.notices()));
    }

    /**
     * Without the parameters of interfaces that are gone, and without foreign routes in whose place nothing of ours is: those
     * were taken away by their owners.
     */
    private KernelState stillPossible(KernelState now) {
        SortedMap<Sysctl, String> sysctls = new TreeMap<>(previous.sysctls());
        sysctls.keySet().retainAll(now.sysctls().keySet());
        Set<RouteKey> ours = now.routes().stream()
                .filter(r -> r.protocol() == protocol)
                .map(Route::key)
                .collect(Collectors.toSet());
        SortedSet<Route> routes = new TreeSet<>(previous.routes());
        routes.removeIf(r -> r.protocol() != protocol && !now.routes().contains(r) && !ours.contains(r.key()));
        return new KernelState(sysctls, routes, previous.rules(), previous.chains(), previous.jumps());
    }

    /**
     * Restores it, and verifies by reading back.
     *
     * @throws KernelException when the kernel cannot be read, or somebody else has been changing it for too long
     */
    public Outcome restore() throws KernelException {
        try (Held held = lock.acquire()) {
            return underLock();
        }
    }

    private Outcome underLock() throws KernelException {
        List<Plan.Step> made = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        Proposal proposal = propose();
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
            proposal = propose();
        }
        return new Outcome(proposal, made, refusals, proposal.plan().warnings());
    }
}
