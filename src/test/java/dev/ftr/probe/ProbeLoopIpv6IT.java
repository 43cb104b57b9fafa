package dev.ftr.probe;

import static dev.ftr.probe.Probing.LONG_ENOUGH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same over ICMPv6, with a link-local gateway as IPv6 routers have it; addresses of RFC 3849. */
class ProbeLoopIpv6IT {
    private static final List<Target> TARGETS = List.of(
            new Target.Echo(IpAddress.parse("2001:db8:f::1")), new Target.Echo(IpAddress.parse("2001:db8:f::2")));

    @SuppressWarnings("NullAway.Init")
    private UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private Probing probing;

    @BeforeEach
    void build() {
        lab = new UplinkLab(1);
        lab.router.ip("-6 address add 2001:db8:1::1/64 dev eth1 nodad");
        lab.router.ip("-6 address add fe80::1/64 dev eth1 nodad");
        lab.internet.ip("-6 address add fe80::2/64 dev up1 nodad");
        lab.internet.ip("-6 address add 2001:db8:1::2/64 dev up1 nodad");
        lab.internet.ip("-6 address add 2001:db8:f::1/128 dev lo nodad");
        lab.router.ip("-6 route add default via fe80::2 dev eth1 table 1001");
        lab.router.ip("-6 rule add from 2001:db8:1::1 lookup 1001");
        probing = new Probing(lab);
        use(probing, "2001:db8:1::1");
    }

    @AfterEach
    void demolish() {
        probing.close();
        lab.close();
    }

    private static void use(Probing probing, String source) {
        Path path = new Path(
                new UplinkId(1),
                new InterfaceName("eth1"),
                IpAddress.parse(source),
                new FwMark(1, 0xff),
                Optional.of(IpAddress.parse("fe80::2")));
        probing.loop.use(List.of(new Probed(path, TARGETS, Duration.ofSeconds(1))));
    }

    @Test
    void targetAndGatewayAnswer() {
        Told told = probing.probe(1, 0, LONG_ENOUGH).orElseThrow();
        assertEquals(What.ANSWERED, told.what(), told.toString());
        assertTrue(told.roundTripMillis() < 1000);
        assertTrue(probing.isAnswered(1, ProbeSchedule.GATEWAY));
    }

    @Test
    void aLinkLocalSourceWillDo() {
        use(probing, "fe80::1");
        assertTrue(probing.isAnswered(1, ProbeSchedule.GATEWAY));
    }

    @Test
    void aRouterThatCannotDeliverSaysSo() {
        lab.internet.run(() -> Files.writeString(java.nio.file.Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "1"));
        lab.internet.ip("-6 route add unreachable 2001:db8:f::2/128");
        Told told = probing.probe(1, 1, LONG_ENOUGH).orElseThrow();
        assertEquals(What.REFUSED, told.what());
        assertEquals("2001:db8:1::2 says: no route to destination", told.why());
    }

    @Test
    void anAddressThatIsNobodysIsBroken() {
        use(probing, "2001:db8:1::77");
        Told told = probing.probe(1, 0, LONG_ENOUGH).orElseThrow();
        assertEquals(What.GONE, told.what());
        assertEquals("ICMP socket on eth1: source address 2001:db8:1::77: Cannot assign requested address", told.why());
    }
}
