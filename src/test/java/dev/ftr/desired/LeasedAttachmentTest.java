package dev.ftr.desired;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.model.DesiredState;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.RuleSelector;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeasedAttachmentTest {
    private static final Lease GATEWAY = Lease.by(ip("198.18.0.1"));

    @Test
    void addressIsThatOfTheInterfaceAndTheGatewayThatOfTheLease() {
        assertAttached("198.18.0.50", "198.18.0.1", attached(GATEWAY, dynamic("198.18.0.50")));
    }

    @Test
    void anAddressThatWasLentGoesBeforeOneForGood() {
        assertAttached("198.18.0.50", "198.18.0.1", attached(GATEWAY, permanent("198.18.0.9"), dynamic("198.18.0.50")));
    }

    @Test
    void ofTwoAlikeTheOneOnTheGatewaysNetworkIsIt() {
        assertAttached(
                "198.18.0.50", "198.18.0.1", attached(GATEWAY, permanent("192.168.1.2"), permanent("198.18.0.50")));
    }

    @Test
    void theAddressOfTheLeaseGoesBeforeAll() {
        Lease lease = new Lease(
                Optional.of(ip("198.18.0.77")), Optional.of(ip("198.18.0.1")), false, Optional.of(ip("10.0.0.1")));
        assertAttached("198.18.0.77", "198.18.0.1", attached(lease, dynamic("198.18.0.50"), permanent("198.18.0.77")));
    }

    @Test
    void anAddressWhoseRenewalIsOverdueIsTheLastResort() {
        LinkAddress overdue = address("198.18.0.50", Standing.DEPRECATED);
        assertAttached("198.18.0.50", "198.18.0.1", attached(GATEWAY, overdue));
        assertAttached("198.18.0.51", "198.18.0.1", attached(GATEWAY, overdue, permanent("198.18.0.51")));
    }

    @Test
    void anAddressOfTheLinkAloneIsNone() {
        assertObstacle(
                "uplink eth0 cannot be used: interface eth0 has no address from DHCP (yet)",
                true,
                attached(GATEWAY, address("169.254.7.7", Standing.LOCAL)));
    }

    @Test
    void withoutRouteAndLeaseThereIsNoGatewayYet() {
        Links links = links(Map.of(), dynamic("198.18.0.50"));
        assertObstacle(
                "uplink eth0 cannot be used: no gateway known for interface eth0 (yet): no default route of it and no"
                        + " lease file",
                true,
                Attachment.of(uplink(), links));
    }

    @Test
    void aGatewayThatTheInterfaceDoesNotReachIsALastingObstacle() {
        assertObstacle(
                "uplink eth0 cannot be used: gateway 203.0.113.1, by its default route or lease, is not on any network"
                        + " of interface eth0",
                false,
                attached(Lease.by(ip("203.0.113.1")), dynamic("198.18.0.50")));
    }

    @Test
    void aGatewayBehindAHostRouteIsGood() {
        IpAddress gateway = ip("203.0.113.1");
        Links near = links(Map.of(device(0), Lease.by(gateway)), dynamic("198.18.0.50"));
        Links routed =
                new Links(near.byName(), Set.of(new Neighbour(gateway, device(0))), near.stations(), near.leases());
        assertAttached("198.18.0.50", "203.0.113.1", Attachment.of(uplink(), routed));
    }

    @Test
    void aDefaultRouteOverTheDeviceAloneNeedsNoGateway() {
        Lease lease = new Lease(Optional.empty(), Optional.empty(), true, Optional.empty());
        Attachment attachment = attached(lease, dynamic("198.18.0.50"));
        assertTrue(attachment.usable(), attachment.toString());
        assertEquals(Optional.empty(), attachment.gateway());
        assertEquals(Optional.empty(), attachment.way().gateway());
    }

    @Test
    void theOtherEndOfAPointToPointConnectionIsTheGatewayWhereNobodyNamesAnother() {
        LinkAddress peer = new LinkAddress(ip("198.18.0.50"), 32, Optional.of(ip("198.18.0.1")), Standing.DYNAMIC);
        assertAttached("198.18.0.50", "198.18.0.1", Attachment.of(uplink(), links(Map.of(), peer)));
    }

    @Test
    void noInterfaceAndOneSwitchedOffResolveThemselves() {
        assertObstacle(
                "uplink eth0 cannot be used: interface eth0 does not exist (yet)",
                true,
                Attachment.of(uplink(), Links.NONE));
        Links off = Links.of(Map.of(device(0), new Link(device(0), false, false, List.of(dynamic("198.18.0.50")))));
        assertObstacle(
                "uplink eth0 cannot be used: interface eth0 is switched off", true, Attachment.of(uplink(), off));
    }

    @Test
    void whatIsSentToTheServerLeavesByItsUplink() {
        Lease lease = new Lease(Optional.empty(), Optional.of(ip("198.18.0.1")), false, Optional.of(ip("10.9.9.9")));
        DesiredState desired = desired(links(Map.of(device(0), lease), dynamic("198.18.0.50")));
        assertEquals(
                List.of("40064: from all to 10.9.9.9 iif lo ipproto udp lookup 1"),
                desired.kernel().rules().stream()
                        .filter(r -> r.selector() instanceof RuleSelector.Renewal)
                        .map(PolicyRule::toString)
                        .toList());
        DesiredState unknown = desired(links(Map.of(device(0), GATEWAY), dynamic("198.18.0.50")));
        assertEquals(
                List.of("40127: from all iif lo ipproto udp sport 68 dport 67 lookup 1"),
                unknown.kernel().rules().stream()
                        .filter(r -> r.selector() instanceof RuleSelector.AnyRenewal)
                        .map(PolicyRule::toString)
                        .toList(),
                "of a server that no lease names");
    }

    private static DesiredState desired(Links links) {
        RouterConfig config = Configs.of(uplink());
        return DesiredStates.of(config, Health.UNKNOWN, links, Map.of());
    }

    private static Uplink uplink() {
        Uplink fixed = Configs.uplink(0, OptionalInt.of(1), 1);
        return new Uplink(
                fixed.id(),
                fixed.name(),
                fixed.description(),
                fixed.device(),
                new Uplink.Addressing.Dhcp(),
                fixed.priorityGroup(),
                fixed.weight(),
                fixed.mark(),
                fixed.tests(),
                fixed.onDown(),
                fixed.onRecover());
    }

    private static Attachment attached(Lease lease, LinkAddress... addresses) {
        return Attachment.of(uplink(), links(Map.of(device(0), lease), addresses));
    }

    private static Links links(Map<InterfaceName, Lease> leases, LinkAddress... addresses) {
        Link link = new Link(device(0), true, true, List.of(addresses));
        return new Links(new TreeMap<>(Map.of(device(0), link)), Set.of(), Map.of(), new TreeMap<>(leases));
    }

    private static LinkAddress dynamic(String address) {
        return address(address, Standing.DYNAMIC);
    }

    private static LinkAddress permanent(String address) {
        return address(address, Standing.PERMANENT);
    }

    private static LinkAddress address(String address, Standing standing) {
        return new LinkAddress(ip(address), 24, Optional.empty(), standing);
    }

    private static void assertAttached(String address, String gateway, Attachment attachment) {
        assertEquals(Optional.empty(), attachment.obstacle());
        assertEquals(Optional.of(ip(address)), attachment.address());
        assertEquals(Optional.of(ip(gateway)), attachment.gateway());
    }

    private static void assertObstacle(String text, boolean passing, Attachment attachment) {
        assertEquals(Optional.of(new Obstacle(text, passing)), attachment.obstacle());
    }
}
