package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tool that the daemon needs goes wrong while something has to be mended, and then is as it should be again. */
class FaultyToolsIT extends DaemonWithFaultyTools {
    @ParameterizedTest
    @CsvSource({
        "iptables-restore, fails",
        "iptables-restore, dies",
        "iptables-save, fails",
        "iptables-save, babbles",
        "iptables-save, stutters",
    })
    void routingDoesNotNeedIptables(String tool, String how) {
        tools().spoil(tool, how);
        damage(lab());
        daemon().awaitProblem(tool);
        awaitRules();
    }

    @ParameterizedTest
    @CsvSource({
        "fails, -N",
        "babbles, -N",
        "stutters, -N",
        "fails, -4",
        "dies, -4",
    })
    void ipWillWorkAgain(String how, String arguments) {
        tools().spoil("ip", how, arguments);
        damage(lab());
        daemon().await("a problem", s -> !s.path("converged").asBoolean());
        assertFalse(daemon().status().orElseThrow().path("problems").isEmpty());
        tools().repair("ip");
        awaitRules();
    }

    /** The monitors are gone, and do not come back: it looks every few seconds instead. */
    @Test
    void withoutEventsItLooksByItself() {
        tools().spoil("ip", "fails", "-o monitor");
        tools().spoil("nft", "babbles");
        for (ProcessHandle child : daemon().children()) child.destroyForcibly();
        Await.until(
                "word of the monitors",
                () -> daemon().log().contains("ip monitor does not work")
                        && daemon().log().contains("firewall monitor does not work"),
                daemon()::log);
        damage(lab());
        Await.until("the whole state", () -> KernelDump.settled(lab()).equals(whole()), daemon()::log);
    }

    /** What the kernel does not take for one uplink keeps no other from working. */
    @Test
    void aRefusedRouteConcernsItsUplinkAlone() {
        // Its gateway is beyond reach, though the interface has an address of its network.
        String network = "198.18.2.0/24 dev eth2 proto kernel scope link src 198.18.2.2";
        lab().router("ip route del " + network, "ip route flush table 2");
        daemon().awaitProblem("uplink eth2 cannot be used: route table 2 default");
        daemon().awaitRouting("eth1", "eth3");
        var flows = Flows.ofLan(lab(), "tcp", 60);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 3)), Flows.sources(flows));
        lab().router("ip route add " + network);
    }

    @Test
    void connectionsAreNotForgottenButRoutesAreRight() {
        tools().spoil("conntrack", "fails");
        lab().fault("carrier", 2);
        daemon().awaitRouting("eth1", "eth3");
        daemon().await(
                        "a warning of conntrack",
                        s -> s.path("warnings").toString().contains("conntrack"));
        Flows.assertNoneLost(Flows.ofLan(lab(), "tcp", 40));
    }
}
