package dev.ftr.explain;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;

/** Something that decided about a packet. */
public sealed interface Step {
    /**
     * A rule of iptables that did something to it.
     *
     * @param position in the chain, from 1
     */
    record Chained(ChainId chain, int position, ChainRule rule) implements Step {}

    /** What a built-in chain does with what reaches its end. */
    record AtTheEnd(ChainId chain, String policy) implements Step {}

    /** The policy rule that sent it to a table which had an answer, or past others. */
    record Ruled(PolicyRule rule) implements Step {}

    /**
     * The check of where it comes from (rp_filter, fib_validate_source in net/ipv4/fib_frontend.c): the router would find no
     * way back to its sender, or the sender has an address of the router.
     */
    record NoWayBack(InterfaceName device, IpAddress source) implements Step {}

    /** The route that it takes. */
    record Routed(Route route) implements Step {}
}
