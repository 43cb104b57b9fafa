package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Change;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DaemonTest {
    private final RouterConfig config = Configs.of(uplink(0), uplink(1));
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ScriptedWatch uplinks = new ScriptedWatch();
    private final RunningDaemon daemon;

    DaemonTest(@TempDir Path folder) {
        this.daemon = new RunningDaemon(config, kernel, uplinks, folder);
    }

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void spreadsNewConnectionsOverAllUplinksThatWork() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.await(
                "verdicts", () -> state("eth0").equals("up") && state("eth1").equals("up"));
        assertTrue(daemon.status().path("converged").asBoolean(false));
    }

    @Test
    void takesAFailedUplinkOutAndSaysWhy() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.fail(1);
        daemon.awaitRouting("eth0");
        daemon.awaitText(
                "uplink",
                "uplink eth1 (Provider 1): up --> down: 0 of 1 targets answered, 1 required (place of the fault: provider)");
        daemon.awaitText("routing", "new connections: eth0, eth1 --> eth0: uplink eth1 is down");
        assertEquals("down", state("eth1"));
    }

    @Test
    void putsItBackWhenItHasRecovered() {
        uplinks.fail(1);
        daemon.start().awaitRouting("eth0");
        uplinks.work(1);
        daemon.awaitRouting("eth0", "eth1");
        daemon.awaitText("uplink", "uplink eth1 (Provider 1): down --> up: 1 of 1 targets answered, 1 required");
        daemon.awaitText("routing", "new connections: eth0 --> eth0, eth1: uplinks eth0, eth1 are up");
    }

    @Test
    void leavesTheRouteAsItIsWhenAllUplinksAreDown() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.fail(1);
        daemon.awaitRouting("eth0");
        uplinks.fail(0);
        daemon.await(
                "both down", () -> state("eth0").equals("down") && state("eth1").equals("down"));
        daemon.lookAgain();
        assertEquals(List.of("eth0"), Multipath.devices(kernel));
        assertEquals(List.of("eth0"), daemon.routing());
    }

    @Test
    void sparesADegradedUplinkWhileAGoodOneIsLeft() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.degrade(1);
        daemon.awaitRouting("eth0");
        daemon.awaitText("uplink", "uplink eth1 (Provider 1): up --> degraded: 40 % of the packets are lost");
        uplinks.fail(0);
        daemon.awaitRouting("eth1");
    }

    @Test
    void tellsOfATargetThatIsSilentOnceAndWhenItAnswersAgain() {
        daemon.start().awaitRouting("eth0", "eth1");
        Target target = new Target.Echo(Configs.ip("203.0.113.1"));
        uplinks.silence(target);
        daemon.await("event", () -> daemon.events("target").size() == 1);
        uplinks.work(0);
        daemon.lookAgain();
        uplinks.silence();
        daemon.awaitText("target", "target 203.0.113.1 answers again");
        assertEquals(2, daemon.events("target").size());
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
    }

    @Test
    void knowsNothingOfTheUplinksWhenProbingStandsStillAndSaysSo() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.standStill(Duration.ofHours(1));
        String alarm = "probing stands still; whether uplinks work is not known";
        daemon.awaitText("error", alarm);
        daemon.await("unknown", () -> state("eth0").equals("unknown"));
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        uplinks.standStill(Duration.ZERO);
        daemon.await("up", () -> state("eth0").equals("up"));
        daemon.awaitText("error", "all problems are solved");
    }

    @Test
    void actsOnALostCarrierWithoutAProbe() {
        daemon.start().awaitRouting("eth0", "eth1");
        kernel.setCarrier(device(1), false);
        daemon.kernelChanged();
        daemon.awaitRouting("eth0");
        daemon.awaitText(
                "uplink",
                "uplink eth1 (Provider 1): up --> down: interface eth1 has no carrier (place of the fault: link)");
    }

    @Test
    void keepsTheRouteItFindsUntilAllFirstVerdictsAreIn() {
        new Router(kernel, config).apply(Configs.down(config));
        uplinks.hold(1);
        daemon.start().await("verdict of eth0", () -> state("eth0").equals("up"));
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        uplinks.fail(1);
        uplinks.release(1);
        daemon.awaitRouting("eth0");
    }

    @Test
    void keepsTheRouteItFindsUntilAllFirstVerdictsAreInEvenWhenTheKernelChanges() {
        new Router(kernel, config).apply(Configs.down(config));
        uplinks.hold(1);
        daemon.start().await("verdict of eth0", () -> state("eth0").equals("up"));
        daemon.lookAgain();
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
    }

    @Test
    void decidesAllFirstVerdictsTogether() {
        new Router(kernel, config).apply(Configs.down(config));
        uplinks.hold(1);
        daemon.start().await("verdict of eth0", () -> state("eth0").equals("up"));
        uplinks.release(1);
        daemon.await("verdict of eth1", () -> state("eth1").equals("up"));
        daemon.lookAgain();
        assertEquals(List.of("new connections go over eth0, eth1 as before"), daemon.texts("routing"));
    }

    @Test
    void goesOnWithTheOthersWhenAnInterfaceDisappearsAndTakesItBack() {
        daemon.start().awaitRouting("eth0", "eth1");
        kernel.removeLink(device(1));
        daemon.kernelChanged();
        daemon.awaitRouting("eth0");
        String problem = "uplink eth1 cannot be used: interface eth1 does not exist";
        daemon.awaitText("error", problem);
        daemon.awaitText("uplink", "uplink eth1 (Provider 1): up --> down: " + problem + " (place of the fault: link)");
        assertEquals(problem, daemon.status().path("problems").path(0).asString());

        kernel.addLink(device(1), List.of(onNetwork(1)));
        daemon.kernelChanged();
        daemon.awaitRouting("eth0", "eth1");
        daemon.awaitText("error", "all problems are solved");
        assertTrue(daemon.status().path("converged").asBoolean(false));
    }

    @Test
    void mendsWhatSomebodyTookAway() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.lookAgain();
        Set<PolicyRule> before = rules();
        PolicyRule lost = before.iterator().next();
        kernel.deleteRule(lost);
        daemon.kernelChanged();
        daemon.await("the rule again", () -> rules().equals(before));
        daemon.await(
                "event",
                () -> daemon.events("reconciled").stream()
                        .anyMatch(e -> e.path("trigger").asString().equals("kernel")));
    }

    @Test
    void tellsOfAProblemOnceAndWhenItIsSolved() {
        daemon.start().awaitRouting("eth0", "eth1");
        kernel.removeAddress(device(1), Configs.address(1));
        String problem = "uplink eth1 cannot be used: the router has no address 198.18.1.2; give it to interface eth1";
        daemon.kernelChanged();
        daemon.awaitText("error", problem);
        daemon.lookAgain();
        daemon.lookAgain();
        assertEquals(List.of(problem), daemon.texts("error"));
        kernel.addAddress(device(1), onNetwork(1));
        daemon.kernelChanged();
        daemon.awaitText("error", "all problems are solved");
        assertEquals(2, daemon.texts("error").size());
    }

    @Test
    void goesOnWithTheOthersWhenTheKernelRefusesAnUplinksWayAndTriesAgain() {
        kernel.failNext(
                c -> c instanceof Change.PutRoute put
                        && put.after().key().table().value() == 2,
                "No buffer space");
        daemon.start().awaitRouting("eth0", "eth1");
        assertTrue(daemon.texts("error").stream().allMatch(t -> t.contains("eth1") || t.contains("solved")));
    }

    @Test
    void tellsWhenTheKernelCannotBeReadAndGoesOnWhenItCan() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.unreadable.set(true);
        daemon.kernelChanged();
        String words = "ip -j route show table all: Cannot open netlink socket";
        daemon.awaitText("error", words);
        daemon.await("status", () -> !daemon.status().path("converged").asBoolean(true));
        daemon.unreadable.set(false);
        daemon.kernelChanged();
        daemon.awaitText("error", "all problems are solved");
        daemon.await("status", () -> daemon.status().path("converged").asBoolean(false));
    }

    @Test
    void awaitsAllFirstVerdictsAlsoWhenTheKernelCouldNotBeReadAtFirst() {
        new Router(kernel, config).apply(Configs.down(config));
        uplinks.hold(1);
        daemon.unreadable.set(true);
        daemon.start().awaitText("error", "ip -j route show table all: Cannot open netlink socket");
        daemon.unreadable.set(false);
        daemon.kernelChanged();
        daemon.lookAgain();
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
    }

    @Test
    void readsTheKernelNoMoreOftenInTheSteadyStateThanTheResyncAsks() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.lookAgain();
        int before = daemon.readings.get();
        for (int i = 0; i < 20; i++) uplinks.work(0);
        assertEquals(before, daemon.readings.get());
    }

    @Test
    void aStormOfKernelEventsIsOneLook() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.lookAgain();
        int before = daemon.readings.get();
        for (int i = 0; i < 10_000; i++) daemon.kernelChanged();
        daemon.lookAgain();
        assertTrue(daemon.readings.get() - before <= 20, () -> "readings " + (daemon.readings.get() - before));
    }

    @Test
    void keepsTheTimeSinceWhenAnUplinkIsUp() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.await("verdict", () -> state("eth0").equals("up"));
        String since = daemon.uplink("eth0").path("since").asString();
        for (int i = 0; i < 5; i++) uplinks.work(0);
        daemon.lookAgain();
        assertEquals(since, daemon.uplink("eth0").path("since").asString());
    }

    @Test
    void leavesForwardingAsItIsWhenItEnds() {
        daemon.start().awaitRouting("eth0", "eth1");
        Set<PolicyRule> before = rules();
        daemon.stop();
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        assertEquals(before, rules());
        JsonNode last = daemon.events().getLast();
        assertEquals("stopped", last.path("type").asString());
        assertEquals(
                "ftr monitor ends; forwarding goes on as it is",
                last.path("text").asString());
        assertEquals("started", daemon.events().getFirst().path("type").asString());
    }

    @Test
    void theStatusHasTheKeysOfTheContract() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.await("verdict", () -> state("eth0").equals("up"));
        JsonNode status = daemon.status();
        assertKeys(status, "format_version", "pid", "started_at", "config", "converged", "last_reconcile", "uplinks");
        assertKeys(status.path("config"), "path", "sha256", "loaded_at", "error");
        assertKeys(status.path("last_reconcile"), "at", "duration_ms", "changes", "trigger");
        JsonNode uplink = daemon.uplink("eth0");
        assertKeys(uplink, "name", "description", "interface", "ip", "gateway", "state", "routing", "since");
        assertKeys(uplink, "rtt_ms", "loss_percent", "priority_group", "weight");
        assertKeys(uplink, "reason", "place", "jitter_ms", "held_until", "promise");
        assertEquals(1, status.path("format_version").asInt());
        assertEquals(ProcessHandle.current().pid(), status.path("pid").asLong());
        assertTrue(status.path("config").path("error").isNull());
        assertEquals("198.18.0.2", uplink.path("ip").asString());
        assertEquals("198.18.0.1", uplink.path("gateway").asString());
        assertEquals(12.0, uplink.path("rtt_ms").asDouble());
        assertEquals(0.0, uplink.path("loss_percent").asDouble());
    }

    @Test
    void everyEventIsALineOfJsonWithTimeTypeAndText() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.fail(1);
        daemon.awaitRouting("eth0");
        daemon.stop();
        for (JsonNode event : daemon.events()) {
            assertKeys(event, "at", "type", "text");
            assertTrue(event.path("at").asString().startsWith("2026-03-01T10:00:0"));
        }
        JsonNode down = daemon.events("uplink").getLast();
        assertEquals(
                Map.of("uplink", "eth1", "before", UplinkState.UP.toString(), "after", UplinkState.DOWN.toString()),
                Map.of(
                        "uplink", down.path("uplink").asString(),
                        "before", down.path("before").asString(),
                        "after", down.path("after").asString()));
    }

    private String state(String uplink) {
        return daemon.uplink(uplink).path("state").asString("");
    }

    private Set<PolicyRule> rules() {
        Router router = new Router(kernel, config);
        Set<PolicyRule> rules = new TreeSet<>(router.read().state().rules());
        rules.removeIf(r -> r.protocol() != router.protocol());
        return rules;
    }

    private static void assertKeys(JsonNode node, String... keys) {
        Set<String> missing = new TreeSet<>(List.of(keys));
        missing.removeAll(node.propertyNames());
        assertEquals(Set.of(), missing);
    }
}
