package dev.ftr.probe;

import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Conversation.Exchange;
import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Holds conversations that leave by their path or not at all. Each has a daemon thread of its own, in the network namespace
 * of whoever starts it. As many as {@value #MOST_OF_AN_UPLINK} may run for one uplink, so that one where everything hangs
 * leaves room for the others, and {@value #MOST_AT_ONCE} in all.
 */
final class BoundConversations implements Conversations {
    static final int MOST_OF_AN_UPLINK = 16;
    static final int MOST_AT_ONCE = 256;

    private final Names names;
    private final Supplier<SSLSocketFactory> tls;
    private final Map<Thread, UplinkId> running = new HashMap<>();
    private boolean closed;

    BoundConversations() {
        this(Names.ofTheSystem(), () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls knows whose certificates are trusted; asked only for https, for that loads a trust store */
    BoundConversations(Names names, Supplier<SSLSocketFactory> tls) {
        this.names = names;
        this.tls = tls;
    }

    @Override
    public void start(Path path, Target target, Duration timeout, Listener listener) {
        Optional<String> refusal = enter(path, () -> hold(path, target, timeout, listener));
        refusal.ifPresent(
                why -> Thread.startVirtualThread(() -> listener.failed(about(target, why), System.nanoTime())));
    }

    /** Runs it on a thread, or says why not. */
    private synchronized Optional<String> enter(Path path, Runnable conversation) {
        if (closed) return Optional.of("probing has ended");
        UplinkId uplink = path.uplink();
        long ofUplink = running.values().stream().filter(uplink::equals).count();
        if (ofUplink >= MOST_OF_AN_UPLINK || running.size() >= MOST_AT_ONCE)
            return Optional.of("not asked, for %d other probes still wait".formatted(running.size()));
        Thread thread =
                Thread.ofPlatform().daemon().name("ftr-probe-" + path.device()).unstarted(conversation);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            return Optional.of("not asked, for the system gives no more threads");
        }
        // It cannot leave before: that takes the lock that is held here.
        running.put(thread, uplink);
        return Optional.empty();
    }

    private void hold(Path path, Target target, Duration timeout, Listener listener) {
        Runnable tidings;
        try {
            Conversation conversation = conversation(target);
            conversation.prepare();
            Exchange exchange = conversation.hold(path, Deadline.after(timeout));
            tidings = () -> listener.answered(exchange.sentAt(), exchange.receivedAt());
        } catch (IOException e) {
            String why = about(target, String.valueOf(e.getMessage()));
            long now = System.nanoTime();
            tidings = () -> listener.failed(why, now);
        } catch (RuntimeException | Error e) {
            // Whatever happens, the listener hears of it. The message may repeat a URL.
            String why = about(target, "error in the probe: " + e.getClass().getSimpleName());
            long now = System.nanoTime();
            tidings = () -> listener.failed(why, now);
        } finally {
            leave();
        }
        tidings.run();
    }

    private Conversation conversation(Target target) {
        return switch (target) {
            case Target.Tcp tcp -> new TcpConversation(tcp, names);
            case Target.Http http -> new HttpConversation(http, names, tls);
            case Target.Dns dns -> new DnsConversation(dns);
            case Target.Neighbour neighbour -> new NeighbourConversation();
            case Target.Echo echo -> throw new IllegalArgumentException("an echo is no conversation");
        };
    }

    private static String about(Target target, String why) {
        String name = target instanceof Target.Http http ? HttpUrl.withoutSecrets(http.url()) : target.toString();
        return name + ": " + why;
    }

    private synchronized void leave() {
        running.remove(Thread.currentThread());
        notifyAll();
    }

    /** Ends all conversations; waits for them, but not for one that does not end within a second. */
    @Override
    public void close() {
        Set<Thread> left;
        synchronized (this) {
            closed = true;
            left = Set.copyOf(running.keySet());
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        left.forEach(Thread::interrupt);
        awaitEnd(end);
    }

    private synchronized void awaitEnd(long end) {
        try {
            while (!running.isEmpty()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) return;
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
