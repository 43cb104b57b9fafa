package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.FaultyKernel.Fault;
import dev.ftr.daemon.FaultyKernel.Killed;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.demo.ForeignSnapshot;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Change;
import dev.ftr.plan.Phase;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Usability;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a daemon does about one change of the world while one thing goes wrong. */
final class FaultRun {
    private static final int MOST_TRIES = 3 * FaultyKernel.WHILE;

    private final Scenario scenario;
    private final SimulatedKernel kernel;
    private final FaultyKernel faulty;
    private final ForeignSnapshot foreign;
    private final String name;
    private final Partings partings = new Partings();
    private final Fault fault;
    /** What means nothing any more is forgotten in any case. */
    private final Set<FwMark> obsolete;

    private boolean usable;
    private boolean leaving;

    /** @param usableAtFirst whether new connections are promised a way from the beginning; else from when they have one */
    FaultRun(Scenario scenario, SimulatedKernel kernel, Fault fault, int place, boolean usableAtFirst) {
        this.scenario = scenario;
        this.kernel = kernel;
        this.faulty = new FaultyKernel(kernel, fault, place, this::look);
        this.foreign = kernel.foreign(scenario.after().numbering().routeProtocol());
        this.fault = fault;
        this.name = fault + " at " + place + ", ";
        this.usable = usableAtFirst;
        partings.follow(scenario.before(), scenario.knownBefore(), scenario.knownAfter());
        this.obsolete = obsolete(scenario.before(), scenario.after());
        // The new mark of a table that goes to another line may have come before the table does.
        for (Uplink heir : scenario.after().uplinks())
            if (scenario.before().uplink(heir.id()).stream().anyMatch(u -> !Partings.isSameLine(u, heir)))
                obsolete.add(heir.mark());
        // A table that somebody has given another way out is given back.
        scenario.routerAfter(kernel).plan(scenario.knownAfter()).steps().stream()
                .filter(s -> s.phase() == Phase.STALE_CONNECTIONS)
                .forEach(s -> obsolete.add(((Change.ForgetConnections) s.change()).mark()));
    }

    private static Set<FwMark> obsolete(RouterConfig before, RouterConfig after) {
        return before.uplinks().stream()
                .filter(u -> after.uplinks().stream()
                        .noneMatch(n -> n.mark().value() == u.mark().value() && Partings.isSameLine(n, u)))
                .map(Uplink::mark)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** False: it never came to the place where something goes wrong. */
    boolean converges() {
        Router router = scenario.routerAfter(kernel);
        Extent extent = scenario.before().equals(scenario.after()) ? Extent.OURS : Extent.EVERYWHERE;
        for (int i = 0; i < MOST_TRIES; i++) {
            boolean done = tryOnce(extent);
            // What others do after it was read back is another trigger.
            if (done && fault != Fault.HANGS)
                assertEquals(
                        "[]", router.plan(scenario.knownAfter()).steps().toString(), () -> name + "thinks it is done");
            if (done && (faulty.isWell() || !faulty.wasHit())) break;
            assertTrue(i < MOST_TRIES - 1, () -> name + "does not converge");
            faulty.nextTry();
            extent = Extent.EVERYWHERE;
        }
        faulty.heal();
        assertTrue(tryOnce(Extent.EVERYWHERE), () -> name + "the resync is not done");
        assertEquals(foreign, kernel.foreign(router.protocol()), () -> name + "foreign objects");
        new Usability(scenario, kernel.packets()).all();
        forgotWhatItHadTo();
        return faulty.wasHit();
    }

    private boolean tryOnce(Extent extent) {
        try {
            Outcome outcome = new Reconciler(faulty, ChangeLock.NONE)
                    .reconcile(new Task(scenario.after(), scenario.knownAfter(), extent, partings.pending()));
            partings.made(outcome.made());
            return outcome.isDone() && outcome.refusals().isEmpty();
        } catch (KernelException | Killed e) {
            return false;
        }
    }

    boolean tearsDown() {
        int protocol = scenario.after().numbering().routeProtocol();
        leaving = true;
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                if (new Reconciler(faulty, ChangeLock.NONE).teardown(protocol).isDone()) break;
            } catch (KernelException | Killed e) {
                // The administrator tries again.
            }
            assertTrue(i < MOST_TRIES - 1, () -> name + "never done");
            faulty.nextTry();
        }
        assertEquals("[]", scenario.routerAfter(kernel).teardown().steps().toString(), () -> name + "leaves something");
        assertEquals(foreign, kernel.foreign(protocol), () -> name + "foreign objects");
        return faulty.wasHit();
    }

    private void look(Change last) {
        assertEquals(foreign, kernel.foreign(scenario.after().numbering().routeProtocol()), () -> name + last);
        if (last instanceof Change.ForgetConnections(FwMark mark)) mayForget(mark);
        try {
            new Usability(scenario, kernel.packets()).newConnections();
            usable = true;
        } catch (AssertionError e) {
            if (usable && !leaving) throw new AssertionError(name + "after " + last + ": " + e.getMessage(), e);
        }
    }

    /** Only of an uplink that is left, and only when others that work have taken over. */
    private void mayForget(FwMark mark) {
        if (obsolete.contains(mark)) return;
        assertTrue(somethingWorks(), () -> name + "forgets " + mark + " though nothing works");
        scenario.after().uplinks().stream()
                .filter(u -> u.mark().equals(mark) && scenario.isUntouched(u))
                .forEach(u -> assertFalse(carriesNew(u), () -> name + "forgets connections of " + u.name()));
    }

    private boolean carriesNew(Uplink uplink) {
        RouteKey multipath =
                RouteKey.defaultRoute(Family.IPV4, new Layout(scenario.after().numbering()).multipathTable(), 0);
        return kernel.routes().stream()
                .filter(r -> r.key().equals(multipath))
                .anyMatch(r -> r.action() instanceof RouteAction.Unicast u
                        && u.nexthops().stream().anyMatch(n -> isOf(uplink, n)));
    }

    private static boolean isOf(Uplink uplink, Nexthop way) {
        return way.device().equals(uplink.device())
                && (!(uplink.addressing() instanceof Uplink.Addressing.Static fixed)
                        || fixed.gateway().equals(way.gateway()));
    }

    private boolean somethingWorks() {
        return scenario.after().uplinks().stream()
                .anyMatch(u ->
                        u.priorityGroup().isPresent() && scenario.knownAfter().state(u.id()) == UplinkState.UP);
    }

    private void forgotWhatItHadTo() {
        if (!somethingWorks()) {
            assertTrue(obsolete.containsAll(kernel.forgotten()), name);
            return;
        }
        for (Uplink uplink : scenario.before().uplinks()) {
            boolean failed = scenario.knownBefore().state(uplink.id()) != UplinkState.DOWN
                    && scenario.knownAfter().state(uplink.id()) == UplinkState.DOWN
                    && scenario.isUntouched(uplink);
            if (failed) assertTrue(kernel.forgotten().contains(uplink.mark()), () -> name + "connections of " + uplink);
        }
    }
}
