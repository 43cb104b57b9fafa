package dev.ftr.config;

import dev.ftr.model.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where traffic goes, beside being spread over the uplinks.
 *
 * @param policies the first that matches a new connection decides which uplinks may carry it
 * @param portForwards connections from outside that go on to a machine inside
 * @param sourceNat inner sources that leave with another address of their uplink than its first
 * @param noNat sources that leave with the address they have
 * @param bypass destinations that never go through our tables
 * @param basicFirewall whether forwarding is restricted to what is usual for a router between inside and outside
 * @param clientTime for how long a client stays on the uplink of its last connection; empty: only each connection stays
 */
public record Traffic(
        List<Policy> policies,
        List<PortForward> portForwards,
        List<SourceRewrite> sourceNat,
        List<Cidr> noNat,
        List<Cidr> bypass,
        boolean basicFirewall,
        Optional<Duration> clientTime) {
    /** Nothing is said. */
    public static final Traffic PLAIN =
            new Traffic(List.of(), List.of(), List.of(), List.of(), List.of(), false, Optional.empty());

    public Traffic {
        policies = List.copyOf(policies);
        portForwards = List.copyOf(portForwards);
        sourceNat = List.copyOf(sourceNat);
        noNat = List.copyOf(noNat);
        bypass = List.copyOf(bypass);
    }

    /** Whether a policy is about the router's own connections. */
    public boolean steersOwn() {
        return policies.stream().anyMatch(p -> p.match().own());
    }
}
