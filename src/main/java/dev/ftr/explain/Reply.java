package dev.ftr.explain;

import dev.ftr.model.Route;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;

/**
 * How replies go to a caller that came in by the interface of an uplink.
 *
 * @param marked the uplink that it came in by, as the mark of the connection says; empty: nothing tells which of those on
 *     the interface it was
 * @param uplinks that they leave by; empty: by none
 * @param route that says so; empty: there is none
 * @param refusal what iptables stops them with; empty: it does not
 */
public record Reply(Optional<UplinkId> marked, List<UplinkId> uplinks, Optional<Route> route, Optional<Step> refusal) {
    public Reply {
        uplinks = List.copyOf(uplinks);
    }

    /** Whether they leave as the caller's came in: elsewhere they have a source that its provider may drop. */
    public boolean returns() {
        return refusal.isEmpty() && uplinks.size() == 1 && marked.equals(Optional.of(uplinks.getFirst()));
    }
}
