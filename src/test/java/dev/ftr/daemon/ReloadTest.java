package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.model.Sysctl;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a running daemon when its config changes, and how it begins after another one. */
class ReloadTest {
    private static final String ERROR = "ftr.conf:3:7: /uplinks/0/ip: not an address";

    private final RouterConfig two = Configs.of(uplink(0), uplink(1));
    private final RouterConfig three = Configs.of(uplink(0), uplink(1), uplink(2));
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ScriptedWatch uplinks = new ScriptedWatch();
    private static final String BEEF = "beef".repeat(16);
    private static final String ABBA = "abba".repeat(16);

    private final ChangingConfig config = new ChangingConfig(two);
    private final Path folder;
    private RunningDaemon daemon;

    ReloadTest(@TempDir Path folder) {
        this.folder = folder;
        this.daemon = new RunningDaemon(two, Health.UNKNOWN, config, kernel, uplinks, folder);
    }

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void takesANewConfigWithoutARestartAndSaysWhich() {
        daemon.start().awaitRouting("eth0", "eth1");
        config.write(three, BEEF, "0123456789012345678901234567890123456789");
        daemon.configChanged();
        daemon.awaitRouting("eth0", "eth1", "eth2");
        assertEquals(BEEF, configStatus("sha256"));
        assertEquals("0123456789012345678901234567890123456789", configStatus("commit"));
        assertEquals(1, daemon.events("config").size());
        assertEquals(BEEF, daemon.events("config").getFirst().path("sha256").asString());
        daemon.await("kept as the last good one", () -> config.taken.get() == 1);
        assertEquals(
                List.of(), new Router(kernel, three).plan(Configs.down(three)).steps());
    }

    @Test
    void theSameContentAgainIsNoReload() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.configChanged();
        daemon.lookAgain();
        assertEquals(List.of(), daemon.events("config"));
        assertEquals(0, config.taken.get());
    }

    @Test
    void anInvalidConfigChangesNothingAndIsToldOnceUntilItIsMended() {
        daemon.start().awaitRouting("eth0", "eth1");
        List<?> before = kernel.routes();
        config.writeNonsense("not an address");
        daemon.configChanged();
        daemon.await("error", () -> configStatus("error").equals(ERROR));
        daemon.configChanged();
        daemon.lookAgain();
        assertEquals(before, kernel.routes());
        assertEquals(RunningDaemon.SHA256, configStatus("sha256"));
        int told = daemon.events().size();
        daemon.configChanged();
        daemon.lookAgain();
        assertEquals(told, daemon.events().size(), () -> daemon.events().toString());

        config.write(three, BEEF);
        daemon.configChanged();
        daemon.awaitRouting("eth0", "eth1", "eth2");
        assertTrue(daemon.status().path("config").path("error").isNull());
    }

    @Test
    void theOldContentAgainTakesBackTheError() {
        daemon.start().awaitRouting("eth0", "eth1");
        config.writeNonsense("not an address");
        daemon.configChanged();
        daemon.await("error", () -> configStatus("error").equals(ERROR));
        config.write(two, RunningDaemon.SHA256);
        daemon.configChanged();
        daemon.await(
                "no error", () -> daemon.status().path("config").path("error").isNull());
        assertEquals(0, config.taken.get());
    }

    @Test
    void refusesAnotherRouteProtocol() {
        daemon.start().awaitRouting("eth0", "eth1");
        Numbering other = new Numbering(1, 40_000, 1, 0xff, 99);
        config.write(Configs.of(other, three.uplinks()), BEEF);
        daemon.configChanged();
        daemon.await("refusal", () -> configStatus("error").contains("/route_protocol"));
        daemon.lookAgain();
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        assertEquals(RunningDaemon.SHA256, configStatus("sha256"));
    }

    @Test
    void forgetsTheConnectionsOfARemovedUplinkAndOfNoOther() {
        daemon.start().awaitRouting("eth0", "eth1");
        config.write(Configs.of(uplink(0)), BEEF);
        daemon.configChanged();
        daemon.awaitRouting("eth0");
        daemon.await(
                "forgotten", () -> kernel.forgotten().equals(List.of(uplink(1).mark())));
        daemon.lookAgain();
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
    }

    @Test
    void aRenumberedUplinkIsJudgedByItsOwnHealth() {
        daemon.start().awaitRouting("eth0", "eth1");
        config.write(three, ABBA);
        daemon.configChanged();
        daemon.awaitRouting("eth0", "eth1", "eth2");
        uplinks.fail(1);
        daemon.awaitRouting("eth0", "eth2");
        // From now on number 1 is eth2, which works, and number 2 is eth1, which does not.
        config.write(Configs.of(uplink(0), at(1, 2), at(2, 1)), BEEF);
        uplinks.hold(1);
        uplinks.hold(2);
        daemon.configChanged();
        daemon.await("new config", () -> configStatus("sha256").equals(BEEF));
        daemon.lookAgain();
        assertEquals(List.of("eth0"), Multipath.devices(kernel));
        assertEquals("unknown", daemon.uplink("eth2").path("state").asString());
        uplinks.work(1);
        uplinks.release(1);
        uplinks.fail(2);
        uplinks.release(2);
        daemon.awaitRouting("eth0", "eth2");
    }

    @Test
    void anotherNameOfTheSameUplinkChangesNothingInTheKernel() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.lookAgain();
        int before = daemon.events("reconciled").size();
        config.write(Configs.of(uplink(0), named(uplink(1), "fibre")), BEEF);
        daemon.configChanged();
        daemon.await("new name", () -> daemon.routing().equals(List.of("eth0", "fibre")));
        assertEquals(before, daemon.events("reconciled").size());
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void takesAConfigWhileTheKernelCannotBeReadAsSoonAsItCan() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.unreadable.set(true);
        config.write(three, BEEF);
        daemon.configChanged();
        daemon.await("new config", () -> configStatus("sha256").equals(BEEF));
        daemon.unreadable.set(false);
        daemon.awaitRouting("eth0", "eth1", "eth2");
    }

    @Test
    void aFaultOfTheProgramDoesNotEndTheLoop() {
        daemon.start().awaitRouting("eth0", "eth1");
        daemon.broken.set(true);
        kernel.setSysctl(Sysctl.IP_FORWARD, "0");
        daemon.kernelChanged();
        int before = daemon.readings.get();
        daemon.await("several tries", () -> daemon.readings.get() >= before + 2);
        assertFalse(daemon.ended());
        daemon.broken.set(false);
        daemon.await(
                "mended",
                () -> new Router(kernel, two).plan(Configs.down(two)).steps().isEmpty());
    }

    @Test
    void forgetsTheConnectionsOfAFailedUplinkOnce() {
        daemon.start().awaitRouting("eth0", "eth1");
        uplinks.fail(1);
        daemon.awaitRouting("eth0");
        daemon.await("forgotten", () -> !kernel.forgotten().isEmpty());
        daemon.lookAgain();
        daemon.lookAgain();
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
    }

    @Test
    void beginsWithWhatTheLastDaemonKnew() {
        new Router(kernel, two).apply(Configs.down(two));
        daemon = new RunningDaemon(
                two, Configs.health(Map.of(0, UplinkState.UP, 1, UplinkState.DOWN)), config, kernel, uplinks, folder);
        uplinks.hold(0);
        uplinks.hold(1);
        daemon.start();
        daemon.await("failover", () -> Multipath.devices(kernel).equals(List.of("eth0")));
        uplinks.release(0);
        uplinks.release(1);
        daemon.awaitRouting("eth0", "eth1");
    }

    private String configStatus(String key) {
        return daemon.status().path("config").path(key).asString("");
    }

    private static Uplink at(int id, int provider) {
        return Configs.uplink(Configs.DEFAULTS, id, provider, false, OptionalInt.of(1), 1);
    }

    private static Uplink named(Uplink u, String name) {
        return new Uplink(
                u.id(),
                name,
                u.description(),
                u.device(),
                u.addressing(),
                u.priorityGroup(),
                u.weight(),
                u.mark(),
                u.tests(),
                u.onDown(),
                u.onRecover());
    }
}
