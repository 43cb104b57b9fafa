package dev.ftr.desired;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.scenario.Configs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InterfaceWarningsTest {
    @Test
    void anExtraAddressThatNobodyHasIsNamed() {
        RouterConfig config = Configs.of(with(
                Configs.uplink(0), new Uplink.Addressing.Static(Configs.address(0), Optional.of(Configs.gateway(0)))));
        assertEquals(
                List.of(
                        "the router has no address 198.18.0.3 (extra_ips of uplink eth0), so nobody answers for it; give it"
                                + " to interface eth0, or take it out of extra_ips"),
                InterfaceWarnings.of(config, links(Map.of())));
    }

    @Test
    void severalServersOfWhichNoLeaseTellsAreNamed() {
        Lease known = new Lease(Optional.empty(), Optional.of(ip("198.18.0.1")), false, Optional.of(ip("10.0.0.1")));
        Lease unknown = Lease.by(ip("198.18.1.1"));
        RouterConfig config = Configs.of(dhcp(0), dhcp(1));
        assertEquals(List.of(), InterfaceWarnings.of(config, links(Map.of(device(0), known, device(1), unknown))));
        assertEquals(
                List.of(
                        "no lease file names the DHCP servers of uplinks eth0, eth1, so their renewals may leave by another"
                                + " uplink; let the clients keep their leases where the README says"),
                InterfaceWarnings.of(config, links(Map.of(device(0), unknown, device(1), unknown))));
    }

    private static Links links(Map<InterfaceName, Lease> leases) {
        Map<InterfaceName, Link> links = new HashMap<>();
        links.put(Configs.LAN, new Link(Configs.LAN, true, true, List.of(Configs.LAN_ADDRESS)));
        for (int i = 0; i < 2; i++)
            links.put(device(i), new Link(device(i), true, true, List.of(Configs.onNetwork(i))));
        return new Links(new TreeMap<>(links), Set.<Neighbour>of(), Map.of(), new TreeMap<>(leases));
    }

    private static Uplink dhcp(int provider) {
        return with(Configs.uplink(provider), new Uplink.Addressing.Dhcp());
    }

    /** A static one with one address more. */
    private static Uplink with(Uplink uplink, Uplink.Addressing addressing) {
        return new Uplink(
                uplink.id(),
                uplink.name(),
                uplink.description(),
                uplink.device(),
                addressing,
                addressing instanceof Uplink.Addressing.Static ? List.of(ip("198.18.0.3")) : List.of(),
                uplink.priorityGroup(),
                uplink.weight(),
                uplink.mark(),
                uplink.realm(),
                uplink.clamp(),
                uplink.tests(),
                uplink.onDown(),
                uplink.onRecover());
    }
}
