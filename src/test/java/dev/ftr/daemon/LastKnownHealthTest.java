package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig;
import dev.ftr.health.Health;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a daemon learns from the status of the one before. */
class LastKnownHealthTest {
    private static final String ETH1_DOWN = uplinkJson("eth1", "eth1", "198.18.1.2", "down");

    @TempDir
    Path folder;

    private final RouterConfig config = Configs.of(uplink(0), uplink(1), Configs.ppp(8));

    @Test
    void takesOverTheStatesEvenOfADeadDaemon() throws IOException {
        write(uplinkJson("eth0", "eth0", "198.18.0.2", "up") + "," + ETH1_DOWN + ","
                + uplinkJson("ppp8", "ppp8", "198.51.100.77", "degraded"));
        assertEquals(UplinkState.UP, state(0));
        assertEquals(UplinkState.DOWN, state(1));
        assertEquals(UplinkState.DEGRADED, state(8));
    }

    @Test
    void knowsNothingOfAnUplinkThatWasNotThere() throws IOException {
        write(ETH1_DOWN);
        assertEquals(UplinkState.UNKNOWN, state(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fibre eth1 198.18.1.2", "eth1 eth7 198.18.1.2", "eth1 eth1 198.18.9.2"})
    void knowsNothingOfAnotherLine(String line) throws IOException {
        String[] words = line.split(" ", -1);
        write(uplinkJson(words[0], words[1], words[2], "down"));
        assertEquals(UplinkState.UNKNOWN, state(1));
    }

    @Test
    void doesNotBelieveWhatIsOld() throws IOException {
        write(ETH1_DOWN);
        assertEquals(UplinkState.DOWN, known(Duration.ofMinutes(9)).state(new UplinkId(1)));
        assertEquals(UplinkState.UNKNOWN, known(Duration.ofMinutes(11)).state(new UplinkId(1)));
        assertEquals(UplinkState.UNKNOWN, known(Duration.ofMinutes(-11)).state(new UplinkId(1)));
    }

    @Test
    void knowsNothingWithoutAFile() {
        assertEquals(Health.UNKNOWN, known(Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "17",
                "{}",
                "{\"uplinks\":7}",
                "{\"uplinks\":[1,null,{}]}",
                "{\"uplinks\":[{\"name\":\"eth1\",\"interface\":\"eth1\",\"ip\":\"198.18.1.2\",\"state\":\"sideways\"}]}",
                "{\"uplinks\":[{\"name\":\"eth1\",\"interface\":\"eth1\",\"ip\":\"198.18.1.2\",\"state\":{}}]}",
                "{\"uplinks\":[{\"name\":{},\"interface\":[],\"ip\":null,\"state\":\"down\"}]}",
                "{\"uplinks\":[{\"name\":\"eth1\",\"interface\":\"eth1\",\"ip\":\"198.1",
                "\u0000\u0000"
            })
    void knowsNothingFromGarbage(String content) throws IOException {
        Files.writeString(folder.resolve("status.json"), content);
        assertEquals(UplinkState.UNKNOWN, state(1));
    }

    @Test
    void knowsNothingFromWhatIsNoText() throws IOException {
        Files.write(folder.resolve("status.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertEquals(UplinkState.UNKNOWN, state(1));
    }

    private UplinkState state(int id) {
        return known(Duration.ZERO).state(new UplinkId(id));
    }

    private Health known(Duration later) {
        return new StatusFile(folder).lastKnown(config, Instant.now().plus(later));
    }

    private void write(String uplinks) throws IOException {
        Files.writeString(folder.resolve("status.json"), "{\"pid\":0,\"uplinks\":[" + uplinks + "]}");
    }

    private static String uplinkJson(String name, String device, String ip, String state) {
        return "{\"name\":\"%s\",\"interface\":\"%s\",\"ip\":\"%s\",\"state\":\"%s\"}"
                .formatted(name, device, ip, state);
    }
}
