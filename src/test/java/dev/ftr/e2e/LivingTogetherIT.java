package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others on the same router: nothing of theirs moves, nothing of ours breaks, and what cannot go well is said. */
class LivingTogetherIT {
    private static final String ALL_CALLERS = "198.18.1.2,198.18.2.2,198.18.3.2";
    private static final int PUBLISHED = 8080;

    @ParameterizedTest
    @ValueSource(strings = {"docker", "tailscale", "wg-quick", "libvirt"})
    void nothingOfTheirsMovesWhileTheDaemonWorks(String tool) {
        try (Lab lab = Lab.up("living")) {
            Ftr ftr = beside(lab, tool);
            String theirs = KernelDump.ofAll(lab);
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            assertEquals(theirs, KernelDump.ofForeign(lab));
            assertCarriesTheLan(lab, 1, 2, 3);
            lab.fault("cut", 2);
            daemon.awaitRouting("eth1", "eth3");
            assertEquals(theirs, KernelDump.ofForeign(lab));
            assertCarriesTheLan(lab, 1, 3);
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            ftr.write(LabConfig.ofUplinks(3).groups(1, 1, 2).text());
            daemon.awaitRouting("eth1", "eth2").awaitConverged();
            assertEquals(theirs, KernelDump.ofForeign(lab));
            assertEquals(0, lab.misrouted());
            daemon.terminate();
            ftr.run("teardown").exits(0);
            assertEquals(theirs, KernelDump.ofAll(lab));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "tailscale", "wg-quick", "libvirt"})
    void soItIsWithIptablesLegacy(String tool) {
        try (Lab lab = Lab.up("living-legacy", "--backend", "legacy")) {
            Ftr ftr = beside(lab, tool);
            String theirs = KernelDump.ofAll(lab);
            ftr.applyAllUp().exits(0);
            ftr.planAllUp().exits(0);
            assertEquals(theirs, KernelDump.ofForeign(lab));
            assertCarriesTheLan(lab, 1, 2, 3);
            ftr.run("apply", "--health", "eth1=up,eth2=down,eth3=up").exits(0);
            assertEquals(theirs, KernelDump.ofForeign(lab));
            ftr.run("teardown").exits(0);
            assertEquals(theirs, KernelDump.ofAll(lab));
        }
    }

    /** Tables that only we need are there before and after. */
    private static Ftr beside(Lab lab, String tool) {
        Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
        ftr.applyAllUp().exits(0);
        ftr.run("teardown").exits(0);
        lab.router("iptables -t raw -S; iptables -S; iptables -t raw -A PREROUTING; iptables -t raw -F");
        Neighbours.load(lab, tool);
        return ftr;
    }

    private static void assertCarriesTheLan(Lab lab, int... uplinks) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 60);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(uplinks)), Flows.sources(flows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void aPublishedPortIsAnsweredByTheUplinkThatTheCallerCameInBy(String backend) {
        try (Lab lab = Lab.up("docker", "--backend", backend)) {
            Neighbours.load(lab, "docker");
            Neighbours.container(lab);
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            ftr.applyAllUp().exits(0);
            Ran plan = ftr.planAllUp().exits(0);
            assertTrue(plan.out().contains("downlinks: {lan: [eth0, docker0]}"), plan.toString());
            assertFalse(Flows.lost(published(lab)).isEmpty(), "what is warned of does no harm");

            ftr.write(LabConfig.ofUplinks(3).text().replace("  lan: eth0\n", "  lan: eth0\n  dmz: docker0\n"));
            ftr.applyAllUp().exits(0);
            Ran clean = ftr.planAllUp().exits(0);
            assertFalse(clean.out().contains("warning"), clean.toString());
            lab.forgetMisrouted();
            Flows.assertNoneLost(published(lab));
            assertEquals(0, lab.misrouted());
        }
    }

    private static List<Flow> published(Lab lab) {
        return Flows.count(lab, "internet", ALL_CALLERS, "tcp", PUBLISHED, 90);
    }

    @Test
    void aTunnelForEverythingIsTakenOrPassedOverAsThePlanSays() {
        try (Lab lab = Lab.up("wg")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            Neighbours.load(lab, "wg-quick");
            ftr.applyAllUp().exits(0);
            assertTrue(ftr.planAllUp().exits(0).out().contains("stands behind ours"));
            assertTrue(wayTo(lab, "").contains("dev eth"));

            lab.router("ip rule del pref 32765; ip rule del pref 32764; ip rule add not fwmark 51820 lookup 51820; "
                    + "ip rule add lookup main suppress_prefixlength 0");
            assertTrue(ftr.planAllUp().exits(0).out().contains("is asked before ours"));
            assertTrue(wayTo(lab, "").contains("dev wg0"));
            // The tunnel's own packets, in which all others are.
            assertTrue(wayTo(lab, "mark 0xca6c").contains("dev eth"));
            assertTrue(lab.router("ip route get 10.9.0.7").contains("dev wg0"));
        }
    }

    @Test
    void tailscaleFindsAWayOutWithTheRuleThatThePlanNames() {
        try (Lab lab = Lab.up("tailscale")) {
            Neighbours.load(lab, "tailscale");
            Neighbours.program(lab, "tailscaled");
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            ftr.applyAllUp().exits(0);
            String remedy = "ip rule add pref 5220 fwmark 0x80000/0xff0000 lookup 65";
            Ran plan = ftr.planAllUp().exits(0);
            assertTrue(plan.out().contains(remedy), plan.toString());
            assertFalse(plan.out().contains("tailscaled runs here and marks"), plan.toString());
            assertEquals(
                    2,
                    lab.run("router", "ip", "route", "get", "203.0.113.5", "mark", "0x80000")
                            .exit());
            lab.router(remedy);
            assertTrue(wayTo(lab, "mark 0x80000").contains("dev eth"));

            ftr.write(LabConfig.ofUplinks(3)
                    .numbering("base_priority: 20000\nfwmark_mask: 0xff0000\nbase_fwmark: 0x10000")
                    .text());
            Ran meeting = ftr.planAllUp();
            assertTrue(
                    meeting.out().contains("tailscaled runs here and marks packets in the bits 0xff0000"),
                    meeting.out());
            assertTrue(meeting.out().contains("fwmark_mask: 0xff and base_fwmark: 0x1"), meeting.out());
        }
    }

    private static String wayTo(Lab lab, String words) {
        return lab.router("ip route get 203.0.113.5 " + words);
    }

    @Test
    void theDaemonTellsOnceOfAFirewallThatMakesAnUplinkLookDown() {
        try (Lab lab = Lab.up("deaf")) {
            lab.router(
                    "iptables -A INPUT -i eth2 -s 192.168.0.0/16 -j ACCEPT; iptables -A INPUT -i eth2 -p icmp -j DROP");
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            String words =
                    "drops the answers to our icmp probes (the rule 'filter INPUT: -i eth2 -p icmp -j DROP', on eth2)";
            Ran validate = lab.run("router", ftr.command("validate").toArray(String[]::new));
            assertTrue(validate.exits(0).err().contains(words), validate.toString());
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth3");
            daemon.await(
                    "the warning", status -> status.path("warnings").toString().contains("drops the answers"));
            assertEquals(1, daemon.texts("warning").size());
            assertEquals(1, daemon.log().lines().filter(l -> l.contains(words)).count(), daemon::log);
            lab.router("iptables -I INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
            daemon.awaitRouting("eth1", "eth2", "eth3");
        }
    }

    @Test
    void validateSaysWhatThePlanSaysOfADefaultRouteThatIsAskedFirst() {
        try (Lab lab = Lab.up("default")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3).numbering("base_priority: 40000"));
            String words = "new connections follow the route 'default via 198.18.1.1 dev eth1' in table main, which is"
                    + " asked before ours; remove it, or set base_priority below 32766";
            assertFalse(validate(lab, ftr).err().contains("new connections follow"));
            lab.router("ip route add default via 198.18.1.1 dev eth1 metric 100");
            assertTrue(
                    validate(lab, ftr).err().contains(words),
                    () -> validate(lab, ftr).toString());
            assertTrue(ftr.planAllUp().out().contains(words));
            ftr.write(LabConfig.ofUplinks(3).numbering("base_priority: 20000").text());
            assertFalse(validate(lab, ftr).err().contains("new connections follow"));
        }
    }

    @Test
    void aChainOfNftThatDropsAnswersToProbesIsToldOfUntilItAcceptsThem() {
        try (Lab lab = Lab.up("native")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            lab.router(
                    "nft 'add table inet fw; add chain inet fw input { type filter hook input priority 0; policy drop; };"
                            + " add rule inet fw input iifname lo accept; add rule inet fw input tcp dport { 22, 80 } accept'");
            Ran deaf = validate(lab, ftr);
            assertTrue(
                    deaf.err()
                            .contains(
                                    "(the policy of nft chain input of table inet fw, on eth1, eth2, eth3), so that every"
                                            + " uplink looks down"),
                    deaf.toString());
            lab.router("nft insert rule inet fw input ct state established,related accept");
            Ran mended = validate(lab, ftr);
            assertFalse(mended.err().contains("warning"), mended.toString());
        }
    }

    private static Ran validate(Lab lab, Ftr ftr) {
        return lab.run("router", ftr.command("validate").toArray(String[]::new)).exits(0);
    }

    @Test
    void elsewhereNothingIsSaidOfTheMachine() {
        try (Lab lab = Lab.up("elsewhere")) {
            lab.router("iptables -P INPUT DROP");
            Ftr ftr = Ftr.withText(lab, LabConfig.ofUplinks(3).text().replace("198.18.", "198.19."));
            Ran validate = ftr.run("validate").exits(0);
            assertFalse(validate.err().contains("warning"), validate.toString());
        }
    }
}
