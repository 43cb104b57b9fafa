package dev.ftr.explain;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.TableId;

/** Something that may make the answer wrong. */
public sealed interface Doubt {
    /** Whether this rule of iptables is about the packet, or what it does, cannot be told. */
    record MayChange(ChainId chain, ChainRule rule) implements Doubt {}

    /** Whether this policy rule selects the packet cannot be told. */
    record MayCatch(PolicyRule rule) implements Doubt {}

    /** Whether this route is for the packet cannot be told. */
    record MayTake(Route route) implements Doubt {}

    /** No way back to the sender is known; whether the device checks that (rp_filter) is not. */
    record MayLackWayBack(InterfaceName device, IpAddress source) implements Doubt {}

    /** A table with too many routes, of which only some are known. */
    record PartOfTable(TableId table) implements Doubt {}

    /** A table of routes that nobody has listed. */
    record TableUnread(TableId table) implements Doubt {}

    /** A table of iptables that nobody has read: what others have put there is not known. */
    record FirewallUnread(FirewallTable table) implements Doubt {}
}
