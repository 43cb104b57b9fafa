package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Addresses of host names, from the system's resolver: it asks whom the system is set up to ask, <em>by any uplink</em>.
 * An uplink must not be blamed for that, so a name that was known once stays known: an address older than a minute is still
 * used, while a new one is asked for. The resolver may hang; each lookup has a thread of its own, one for a name, and few
 * in all. May be used from any thread.
 */
final class Names {
    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final int LOOKUPS_AT_ONCE = 8;

    private final Lookup lookup;
    private final long fresh;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, CompletableFuture<IpAddress>> running = new HashMap<>();

    Names(Lookup lookup) {
        this(lookup, FRESH);
    }

    /** @param fresh for how long an address is not asked for again */
    Names(Lookup lookup, Duration fresh) {
        this.lookup = lookup;
        this.fresh = fresh.toNanos();
    }

    static Names ofTheSystem() {
        return new Names(InetAddress::getAllByName);
    }

    /** The IPv4 address of a name or a literal. */
    IpAddress address(String host, Deadline deadline) throws IOException {
        Optional<IpAddress> literal = literal(host);
        if (literal.isPresent()) return ipv4(literal.get());
        CompletableFuture<IpAddress> answer;
        synchronized (this) {
            Optional<Known> last = Optional.ofNullable(known.get(host));
            if (last.isPresent() && System.nanoTime() - last.get().at() < fresh)
                return last.get().address();
            answer = ask(host);
            if (last.isPresent()) return last.get().address();
        }
        return await(host, answer, deadline);
    }

    private synchronized CompletableFuture<IpAddress> ask(String host) {
        CompletableFuture<IpAddress> before = running.get(host);
        if (before != null) return before;
        if (running.size() >= LOOKUPS_AT_ONCE)
            return CompletableFuture.failedFuture(
                    new UnknownHostException("%d lookups hang".formatted(running.size())));
        CompletableFuture<IpAddress> answer = new CompletableFuture<>();
        running.put(host, answer);
        Thread.ofPlatform().daemon().name("ftr-name-" + host).start(() -> lookUp(host, answer));
        return answer;
    }

    private void lookUp(String host, CompletableFuture<IpAddress> answer) {
        try {
            IpAddress address = Arrays.stream(lookup.addresses(host))
                    .map(IpAddress::new)
                    .filter(a -> a.family() == Family.IPV4)
                    .findFirst()
                    .orElseThrow(() -> new UnknownHostException("no IPv4 address"));
            synchronized (this) {
                known.put(host, new Known(address, System.nanoTime()));
            }
            answer.complete(address);
        } catch (UnknownHostException | RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            synchronized (this) {
                running.remove(host);
            }
        }
    }

    private static IpAddress await(String host, CompletableFuture<IpAddress> answer, Deadline deadline)
            throws IOException {
        try {
            return answer.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unresolved(host);
        } catch (TimeoutException e) {
            throw new IOException(unresolved(host).getMessage() + ": the resolver gave no answer " + deadline, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("probing has ended");
        }
    }

    private static Optional<IpAddress> literal(String host) {
        try {
            return Optional.of(IpAddress.parse(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static IpAddress ipv4(IpAddress address) throws IOException {
        if (address.family() == Family.IPV4) return address;
        throw new IOException("probes over IPv6 are not possible yet");
    }

    private static UnknownHostException unresolved(String host) {
        return new UnknownHostException("name %s cannot be resolved".formatted(host));
    }

    /** @param at time of {@link System#nanoTime} */
    private record Known(IpAddress address, long at) {}

    /** Asks the resolver, for as long as that takes. */
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }
}
