package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Links;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * To whom the DHCP clients of the uplinks send their renewals.
 *
 * @param servers as far as leases tell
 * @param unknown uplinks that have a lease of which only the default route is known
 */
record Leases(Map<Uplink, IpAddress> servers, List<Uplink> unknown) {
    static Leases of(RouterConfig config, Links links) {
        Map<Uplink, IpAddress> servers = new LinkedHashMap<>();
        List<Uplink> unknown = new ArrayList<>();
        for (Uplink uplink : config.uplinks()) {
            if (!(uplink.addressing() instanceof Uplink.Addressing.Dhcp)) continue;
            Optional<Lease> lease = links.lease(uplink.device());
            if (lease.isEmpty()) continue;
            lease.get().server().ifPresentOrElse(server -> servers.put(uplink, server), () -> unknown.add(uplink));
        }
        return new Leases(servers, unknown);
    }
}
