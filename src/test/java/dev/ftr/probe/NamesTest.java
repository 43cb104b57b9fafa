package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch hang = new CountDownLatch(1);

    @Test
    void anAddressIsNotAskedFor() throws IOException {
        assertEquals(IpAddress.parse("203.0.113.1"), address(new Names(this::fails), "203.0.113.1", 1000));
        assertEquals(0, lookups.get());
    }

    @Test
    void ofANameTheFirstIpv4AddressIsTaken() throws IOException {
        Names names = new Names(this::answers);
        for (int i = 0; i < 10; i++) assertEquals(IpAddress.parse("203.0.113.7"), address(names, "host.example", 1000));
        assertEquals(1, lookups.get());
    }

    @Test
    void anUnknownNameIsSaidSo() {
        IOException unknown =
                assertThrows(IOException.class, () -> address(new Names(this::fails), "host.example", 5000));
        assertEquals("name host.example cannot be resolved", unknown.getMessage());
    }

    @Test
    void aNameWithoutIpv4AddressIsUnknown() {
        Names names = new Names(host -> new InetAddress[] {InetAddress.ofLiteral("2001:db8::1")});
        assertThrows(IOException.class, () -> address(names, "host.example", 5000));
        assertThrows(IOException.class, () -> address(names, "2001:db8::1", 5000));
    }

    @Test
    void aResolverThatHangsIsLeftAloneAtTheDeadline() {
        Names names = new Names(this::hangs);
        long begin = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            IOException hung = assertThrows(IOException.class, () -> address(names, "host.example", 20));
            assertEquals(
                    "name host.example cannot be resolved: the resolver gave no answer within 20 ms",
                    hung.getMessage());
        }
        assertTrue(System.nanoTime() - begin < 5_000_000_000L);
        assertEquals(1, lookups.get(), "threads of one name");
        for (int i = 0; i < 100; i++) {
            String other = "other%d.example".formatted(i);
            assertThrows(IOException.class, () -> address(names, other, 1));
        }
        assertTrue(lookups.get() <= 8, "threads in all: " + lookups);
        hang.countDown();
    }

    @Test
    void aNameOnceKnownStaysKnown() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        Names names = new Names(
                host -> {
                    asked.countDown();
                    return asked.getCount() == 1 ? answers(host) : hangs(host);
                },
                Duration.ZERO);
        // The first look may still be under way when the next questions come: they do not look again.
        for (int i = 0; i < 500 && asked.getCount() > 0; i++) {
            assertEquals(IpAddress.parse("203.0.113.7"), address(names, "host.example", 1000));
            Thread.sleep(10);
        }
        assertEquals(IpAddress.parse("203.0.113.7"), address(names, "host.example", 1000));
        assertTrue(asked.await(5, TimeUnit.SECONDS), "asked again");
        hang.countDown();
    }

    private static IpAddress address(Names names, String host, int millis) throws IOException {
        return names.address(host, Deadline.after(Duration.ofMillis(millis)));
    }

    private InetAddress[] answers(String host) {
        lookups.incrementAndGet();
        return new InetAddress[] {InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("203.0.113.7")};
    }

    private InetAddress[] fails(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        throw new UnknownHostException(host);
    }

    private InetAddress[] hangs(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        try {
            hang.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        throw new UnknownHostException(host);
    }
}
