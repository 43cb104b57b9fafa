package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import java.util.SortedSet;
import java.util.TreeSet;

/** Destinations that never go through our tables. */
final class Bypass {
    /** Link-local addresses (RFC 3927) and multicast (RFC 5771) have no business on an uplink that a policy chooses. */
    private static final String[] ALWAYS = {"169.254.0.0/16", "224.0.0.0/4"};

    private Bypass() {}

    /** Those of the config; where it says anything about where traffic goes, also those that never leave by a router. */
    static SortedSet<Cidr> of(RouterConfig config) {
        Traffic traffic = config.traffic();
        SortedSet<Cidr> destinations = new TreeSet<>(traffic.bypass());
        if (!traffic.policies().isEmpty() || !traffic.bypass().isEmpty())
            for (String block : ALWAYS) destinations.add(Cidr.parse(block, Family.IPV4));
        return destinations;
    }
}
