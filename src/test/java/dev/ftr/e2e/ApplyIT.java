package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plan, apply and teardown on a router on which others have rules, routes and chains as well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyIT {
    private Lab lab;
    private Ftr ftr;
    private String foreignBefore = "";
    private String allAfterApply = "";

    @BeforeAll
    void start() {
        lab = Lab.up("apply");
        ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
        lab.router(
                "ip rule add pref 100 from 10.99.0.0/16 lookup 200",
                "ip rule add pref 20010 fwmark 0x4000/0x4000 lookup 200",
                "ip rule add pref 20001 to 10.98.0.0/16 lookup 200 protocol 99",
                "ip rule add pref 30000 unreachable to 10.97.0.0/16",
                "ip route add 10.50.0.0/16 via 10.77.0.9",
                "ip route add blackhole 10.51.0.0/16 proto bird",
                "ip route add default via 198.18.1.1 dev eth1 table 200",
                "ip route add 10.60.0.0/16 via 198.18.1.1 dev eth1 table 1 proto static",
                "ip route add 10.61.0.0/16 table 65 proto bgp"
                        + " nexthop via 198.18.1.1 dev eth1 nexthop via 198.18.2.1 dev eth2 weight 3",
                """
                iptables-restore <<'END'
                *mangle
                :DIVERT - [0:0]
                -A PREROUTING -p tcp -m socket --transparent -j DIVERT
                -A PREROUTING -m comment --comment "before FTR- comes" -j MARK --set-xmark 0x4000/0x4000
                -A DIVERT -j ACCEPT
                -A POSTROUTING -o eth1 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
                COMMIT
                *nat
                :DOCKER - [0:0]
                :NOT-FTR-POSTROUTING - [0:0]
                -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
                -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
                -A POSTROUTING -j NOT-FTR-POSTROUTING
                -A DOCKER -i docker0 -j RETURN
                COMMIT
                *filter
                :FTRISH - [0:0]
                -A INPUT -i lo -j ACCEPT
                -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                -A FORWARD -j FTRISH
                COMMIT
                END""");
        foreignBefore = KernelDump.ofAll(lab);
        assertEquals(foreignBefore, KernelDump.ofForeign(lab), "all of it is foreign");
        ftr.planAllUp().exits(2);
        assertEquals(foreignBefore, KernelDump.ofAll(lab), "plan touches nothing");
        Ran first = ftr.applyAllUp().exits(0);
        assertTrue(first.out().contains("changes made"), first.toString());
        allAfterApply = KernelDump.ofAll(lab);
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void theSecondApplyChangesNothing() {
        Ran second = ftr.applyAllUp().exits(0);
        assertTrue(second.out().contains("Nothing to change."), second.toString());
        ftr.planAllUp().exits(0);
        assertEquals(allAfterApply, KernelDump.ofAll(lab));
    }

    @Test
    void whatIsNotOursIsTheSameToTheByte() {
        assertEquals(foreignBefore, KernelDump.ofForeign(lab));
    }

    @Test
    void afterTeardownAllIsAsBefore() {
        try {
            Ran teardown = ftr.run("teardown").exits(0);
            assertFalse(teardown.out().contains("Nothing"), teardown.toString());
            assertEquals(foreignBefore, KernelDump.ofAll(lab));
            Ran again = ftr.run("teardown").exits(0);
            assertTrue(again.out().contains("Nothing to change."), again.toString());
        } finally {
            ftr.applyAllUp().exits(0);
        }
        assertEquals(allAfterApply, KernelDump.ofAll(lab));
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("a deleted rule", "ip rule del from 198.18.1.2 lookup 1"),
                Arguments.of("a deleted mark rule", "ip rule del fwmark 0x2/0xff lookup 2"),
                Arguments.of("a deleted uplink route", "ip route del default via 198.18.2.1 dev eth2 table 2"),
                Arguments.of("a deleted guard", "ip route del unreachable default table 1 metric 4000000000"),
                Arguments.of("a deleted multipath route", "ip route del default table 65"),
                Arguments.of("a changed multipath route", "ip route replace default via 198.18.1.1 table 65 proto 157"),
                Arguments.of("a deleted rule of a chain", "iptables -t mangle -D FTR-PREROUTING 2"),
                Arguments.of("a foreign rule in a chain", "iptables -t nat -I FTR-POSTROUTING -o eth1 -j ACCEPT"),
                Arguments.of("a flushed chain", "iptables -t nat -F FTR-POSTROUTING"),
                Arguments.of("a deleted jump", "iptables -t mangle -D POSTROUTING -j FTR-POSTROUTING"),
                Arguments.of(
                        "a deleted chain",
                        "iptables -t mangle -D OUTPUT -j FTR-OUTPUT; iptables -t mangle -F FTR-OUTPUT;"
                                + " iptables -t mangle -X FTR-OUTPUT"),
                Arguments.of("an old rule of ours", "ip rule add pref 20050 from 192.0.2.1 lookup 9 protocol 157"),
                Arguments.of("a switched-off sysctl", "echo 0 >/proc/sys/net/ipv4/ip_forward"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void oneApplyMends(String what, String damage) {
        lab.router(damage);
        Ran apply = ftr.applyAllUp().exits(0);
        assertTrue(apply.out().contains("made."), apply.toString());
        assertEquals(allAfterApply, KernelDump.ofAll(lab), what);
        assertEquals("1\n", lab.router("cat /proc/sys/net/ipv4/ip_forward"));
    }

    /** The kernel deletes the foreign routes over eth3 as well; there are none. */
    @Test
    void oneApplyMendsAnInterfaceThatWasSwitchedOffAndOn() {
        lab.router("ip link set eth3 down", "ip link set eth3 up");
        ftr.planAllUp().exits(2);
        ftr.applyAllUp().exits(0);
        assertEquals(
                allAfterApply.lines().sorted().toList(),
                KernelDump.ofAll(lab).lines().sorted().toList());
        ftr.planAllUp().exits(0);
    }
}
