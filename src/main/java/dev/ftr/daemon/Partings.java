package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.model.FwMark;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whose connections are still to be forgotten, since an uplink has gone down, until it has been done. */
final class Partings {
    private final Set<FwMark> down = new HashSet<>();

    /** Uplinks that have just gone down are left; those that are back before that was done, are not. */
    void follow(RouterConfig config, Health before, Health now) {
        for (Uplink uplink : config.uplinks()) {
            UplinkState state = now.state(uplink.id());
            if (state == UplinkState.DOWN && before.state(uplink.id()) != UplinkState.DOWN) down.add(uplink.mark());
            else if (state != UplinkState.DOWN) down.remove(uplink.mark());
        }
    }

    /** Whether two entries of a config mean the same line: what leaves by the one may go on by the other. */
    static boolean isSameLine(Uplink one, Uplink other) {
        return one.device().equals(other.device()) && one.addressing().equals(other.addressing());
    }

    /** Marks of their connections. */
    Set<FwMark> pending() {
        return Set.copyOf(down);
    }

    void made(List<Plan.Step> steps) {
        for (Plan.Step step : steps)
            if (step.change() instanceof Change.ForgetConnections(FwMark mark)) down.remove(mark);
    }
}
