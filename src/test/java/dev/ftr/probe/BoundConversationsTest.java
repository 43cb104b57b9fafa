package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many run, and how they end; the names that they wait for are never resolved, so nothing is sent. */
class BoundConversationsTest {
    private static final Target HANGING = new Target.Tcp("hanging.example", 443);

    private final CountDownLatch resolver = new CountDownLatch(1);
    private final BoundConversations conversations = new BoundConversations(
            new Names(host -> {
                try {
                    resolver.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(host);
            }),
            () -> {
                throw new IllegalStateException("https with a secret");
            });

    @AfterEach
    void end() {
        conversations.close();
        resolver.countDown();
    }

    @Test
    void endAtTheDeadline() throws Exception {
        Heard heard = start(path(1), HANGING, 200);
        assertEquals(
                "tcp hanging.example:443: name hanging.example cannot be resolved: "
                        + "the resolver gave no answer within 200 ms",
                heard.why());
        assertTrue(heard.millis() >= 200 && heard.millis() < 2000, heard.millis() + " ms");
    }

    @Test
    void anUplinkWhereEverythingHangsLeavesRoomForOthers() throws Exception {
        List<Heard> one = startMany(path(1), BoundConversations.MOST_OF_AN_UPLINK);
        assertEquals(
                "tcp hanging.example:443: not asked, for 16 other probes still wait",
                start(path(1)).why());
        Heard other = start(path(2));
        conversations.close();
        assertEquals("tcp hanging.example:443: probing has ended", other.why());
        for (Heard heard : one) assertEquals("tcp hanging.example:443: probing has ended", heard.why());
    }

    @Test
    void thereIsALimitForAll() throws Exception {
        List<Heard> all = new ArrayList<>();
        for (int uplink = 0; uplink < 64; uplink++) all.addAll(startMany(path(uplink), 16));
        assertTrue(threads() <= BoundConversations.MOST_AT_ONCE, threads() + " threads");
        conversations.close();
        for (Heard heard : all) heard.why();
    }

    @Test
    void closingIsQuickAndLeavesNoThread() throws Exception {
        List<Heard> all = startMany(path(1), 16);
        long begin = System.nanoTime();
        conversations.close();
        assertTrue(System.nanoTime() - begin < 1_000_000_000L);
        for (Heard heard : all) heard.why();
        assertEquals(
                "tcp hanging.example:443: probing has ended", start(path(1)).why());
        long end = System.nanoTime() + 5_000_000_000L;
        while (threads() > 0 && System.nanoTime() < end) Thread.sleep(10);
        assertEquals(0, threads());
    }

    @Test
    void anAddressOfTheOtherFamilyIsSaidSo() throws Exception {
        assertEquals(
                "tcp [2001:db8::1]:443: probes over IPv6 are not possible yet",
                start(path(1), new Target.Tcp("2001:db8::1", 443), 1000).why());
    }

    @Test
    void anErrorOfOurOwnIsHeardToo() throws Exception {
        assertEquals(
                "203.0.113.1: error in the probe: IllegalArgumentException",
                start(path(1), new Target.Echo(IpAddress.parse("203.0.113.1")), 1000)
                        .why());
        Target url = new Target.Http("https://example.org/x?secret", OptionalInt.empty());
        assertEquals(
                "https://example.org/x: error in the probe: IllegalStateException",
                start(path(1), url, 1000).why());
    }

    @Test
    void messagesHoldNoSecrets() throws Exception {
        Target url = new Target.Http("http://me:secret@example.org/x?secret", OptionalInt.empty());
        assertEquals(
                "http://example.org/x: the URL has a user name, which is not sent",
                start(path(1), url, 1000).why());
    }

    private List<Heard> startMany(Path path, int count) {
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(start(path));
        return all;
    }

    private Heard start(Path path) {
        return start(path, HANGING, 60_000);
    }

    private Heard start(Path path, Target target, int millis) {
        Heard heard = new Heard();
        conversations.start(path, target, Duration.ofMillis(millis), heard);
        return heard;
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("ftr-probe-test0"))
                .count();
    }

    private static Path path(int uplink) {
        return new Path(
                new UplinkId(uplink),
                new InterfaceName("test0"),
                IpAddress.parse("198.18.0.1"),
                new FwMark(uplink, 0xff),
                Optional.empty());
    }

    /** Hears once, and from another thread. */
    static final class Heard implements Conversations.Listener {
        private final Thread starter = Thread.currentThread();
        private final long begin = System.nanoTime();
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile String words = "";
        private volatile long at;
        private volatile long roundTrip;

        @Override
        public void answered(long sentAt, long receivedAt) {
            roundTrip = receivedAt - sentAt;
            tell("answered", receivedAt);
        }

        @Override
        public void failed(String why, long at) {
            tell(why, at);
        }

        private synchronized void tell(String what, long when) {
            if (told.getCount() == 0 || Thread.currentThread().equals(starter)) throw new AssertionError("told twice");
            words = what;
            at = when;
            told.countDown();
        }

        /** Waits for it: "answered", or why not. */
        String why() throws InterruptedException, TimeoutException {
            if (!told.await(30, TimeUnit.SECONDS)) throw new TimeoutException("never told");
            return words;
        }

        long millis() {
            return (at - begin) / 1_000_000;
        }

        long roundTripMillis() {
            return roundTrip / 1_000_000;
        }
    }
}
