package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SystemdTest {
    private static final long PID = 4711;

    @TempDir
    private Path folder;

    @AutoClose
    private Systemd systemd = Systemd.of(Map.of());

    @Test
    void isToldAtAPath() throws IOException {
        try (NotifyReceiver receiver = receiver()) {
            systemd.ready("3 uplinks, all up");
            assertEquals("'READY=1\\nSTATUS=3 uplinks, all up'", receiver.next());
            systemd.status("eth2 is down");
            assertEquals("'STATUS=eth2 is down'", receiver.next());
            systemd.alive();
            assertEquals("'WATCHDOG=1'", receiver.next());
            systemd.stopping();
            assertEquals("'STOPPING=1'", receiver.next());
        }
    }

    @Test
    void isToldAtAnAbstractName() throws IOException {
        String name = "@ftr/test/" + folder.getFileName();
        try (NotifyReceiver receiver = NotifyReceiver.at(name)) {
            systemd = Systemd.of(Map.of("NOTIFY_SOCKET", name));
            systemd.alive();
            assertEquals("'WATCHDOG=1'", receiver.next());
        }
    }

    @Test
    void aReloadCarriesTheTimeOfTheMonotonicClock() throws IOException {
        try (NotifyReceiver receiver = receiver()) {
            long before = System.nanoTime() / 1000; // HotSpot takes it from the same clock
            systemd.reloading();
            String message = receiver.next();
            Matcher matcher =
                    Pattern.compile("'RELOADING=1\\\\nMONOTONIC_USEC=(\\d+)'").matcher(message);
            assertTrue(matcher.matches(), message);
            long micros = Long.parseLong(matcher.group(1));
            assertTrue(micros >= before && micros <= System.nanoTime() / 1000, () -> micros + " after " + before);
            systemd.ready("config read again");
            assertEquals("'READY=1\\nSTATUS=config read again'", receiver.next());
        }
    }

    @Test
    void aStatusIsOneShortLine() throws IOException {
        try (NotifyReceiver receiver = receiver()) {
            systemd.status("bad config:\r\nREADY=1\n\tline 3\u2028MAINPID=1\n");
            assertEquals("'STATUS=bad config: READY=1 line 3 MAINPID=1'", receiver.next());
            systemd.status("ä".repeat(5000));
            String message = receiver.next();
            assertTrue(message.startsWith("'STATUS=\\xe4\\xe4") && message.endsWith("\\u2026'"), message);
        }
    }

    @Test
    void isToldLaterWhatItDidNotHear() throws IOException {
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path().toString()));
        systemd.reloading();
        systemd.ready("first");
        systemd.stopping();
        systemd.status("nobody hears this, and nobody needs to");
        systemd.alive();
        try (NotifyReceiver receiver = NotifyReceiver.at(path().toString())) {
            systemd.alive();
            assertEquals("'READY=1\\nSTATUS=first'", receiver.next());
            assertEquals("'STOPPING=1'", receiver.next());
            assertEquals("'WATCHDOG=1'", receiver.next());
        }
    }

    @Test
    void isFoundAgainWhenItsSocketWasMadeAnew() throws IOException {
        try (NotifyReceiver receiver = receiver()) {
            systemd.alive();
            assertEquals("'WATCHDOG=1'", receiver.next());
        }
        systemd.status("the socket is there, but nobody listens");
        Files.delete(path());
        try (NotifyReceiver receiver = NotifyReceiver.at(path().toString())) {
            systemd.status("again");
            assertEquals("'STATUS=again'", receiver.next());
        }
    }

    @Test
    void aFullQueueBlocksNothingAndLosesNoReadiness() throws IOException {
        try (NotifyReceiver receiver = receiver()) {
            int more = 3000; // far above net.unix.max_dgram_qlen
            for (int i = 0; i < more; i++) systemd.alive();
            systemd.ready("at last");
            for (int i = 0; i < more; i++) {
                systemd.alive();
                if (receiver.next().equals("'READY=1\\nSTATUS=at last'")) return;
            }
            fail("never told");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "@", "vsock:2:1234", "vsock-stream:2:1234", "run/systemd/notify"})
    void otherAddressesAreLeftAlone(String address) {
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", "30000000"));
        sayEverything();
        assertEquals(Optional.empty(), systemd.watchdogPeriod());
    }

    @Test
    void anAddressTooLongForTheKernelIsLeftAlone() {
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(107)));
        sayEverything();
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(106)));
        sayEverything();
    }

    @ParameterizedTest
    @CsvSource({
        "30000000, 4711, 15000",
        "30000000, '', 15000",
        "1000000, 4711, 500",
        "30000000, 4712, ",
        "0, 4711, ",
        "'', 4711, ",
        "-5, 4711, ",
        "18446744073709551615, 4711, ",
        "soon, 4711, ",
    })
    void isFedInHalfOfItsTime(String micros, String owner, Long millis) {
        systemd = Systemd.of(
                Map.of("NOTIFY_SOCKET", path().toString(), "WATCHDOG_USEC", micros, "WATCHDOG_PID", owner), PID);
        assertEquals(Optional.ofNullable(millis).map(Duration::ofMillis), systemd.watchdogPeriod());
    }

    @Test
    void nothingIsToldWithoutSystemd() {
        systemd = Systemd.of(Map.of("WATCHDOG_USEC", "30000000"));
        sayEverything();
        assertEquals(Optional.empty(), systemd.watchdogPeriod());
    }

    private void sayEverything() {
        systemd.ready("");
        systemd.status("");
        systemd.reloading();
        systemd.alive();
        systemd.stopping();
    }

    private NotifyReceiver receiver() throws IOException {
        systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path().toString()));
        return NotifyReceiver.at(path().toString());
    }

    private Path path() {
        return folder.resolve("notify");
    }
}
