package dev.ftr.notify.news;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.Notifications.Webhook;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Channel;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.OutageRecord;
import dev.ftr.notify.outbox.Disk;
import dev.ftr.notify.outbox.Road;
import dev.ftr.notify.outbox.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, over ends and beginnings of the daemon on the same folder. */
class NotifierTest {
    private static final String CONFIG = """
            uplinks:
              - {interface: eth1, type: static, ip: 192.0.2.2, gateway: 192.0.2.1, priority_group: 1}
              - {interface: eth2, type: static, ip: 198.51.100.2, gateway: 198.51.100.1, priority_group: 1}
            downlinks: {lan: eth0}
            tests: {ips: [8.8.8.8]}
            notify: {reminder: 6h}
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    /** By courier and id: what arrived; the same again under the same id is no other message. */
    private final Map<String, List<String>> mailbox = Collections.synchronizedMap(new LinkedHashMap<>());

    private volatile Instant now = Road.BEGIN;

    /** A daemon's life; when it is killed, nothing more of it reaches the disk or a receiver. */
    private final class Life {
        private final Notifier notifier;
        private final Random chance;
        private volatile boolean killed;

        Life(RouterConfig config, long seed, boolean failing) {
            chance = new Random(seed);
            notifier = Notifier.start(
                    folder,
                    config,
                    new Notifier.Tools(c -> couriers(c, failing), OutageRecord.NONE, () -> now, new Random(seed)),
                    new Mortal());
        }

        private List<Courier> couriers(RouterConfig config, boolean failing) {
            return config.notifications().webhooks().stream()
                    .map(webhook -> (Courier) new Fake(webhook, failing))
                    .toList();
        }

        void tell(Event... events) {
            for (Event event : events) notifier.event(event);
        }

        void tell(Collection<Event> events) {
            events.forEach(notifier::event);
        }

        List<Event> stand(UplinkState first, UplinkState second) {
            List<Event> meanwhile = notifier.standing(List.of(line("eth1", first), line("eth2", second)));
            tell(meanwhile);
            return meanwhile;
        }

        void awaitTold(int count, Duration patience) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            while (mailbox.size() < count && System.nanoTime() < end) Thread.sleep(5);
        }

        void end(boolean kill) {
            killed = kill;
            notifier.close();
        }

        private void live() throws IOException {
            if (killed) throw new IOException("killed");
        }

        private final class Mortal implements Storage {
            private final Disk disk = new Disk();

            @Override
            public Tail open(Path file) throws IOException {
                live();
                return disk.open(file);
            }

            @Override
            public void replace(Path file, byte[] content) throws IOException {
                live();
                disk.replace(file, content);
            }

            @Override
            public void delete(Path file) throws IOException {
                live();
                disk.delete(file);
            }
        }

        private final class Fake implements Courier {
            private final Webhook webhook;
            private final boolean failing;

            Fake(Webhook webhook, boolean failing) {
                this.webhook = webhook;
                this.failing = failing;
            }

            @Override
            public String name() {
                return "webhook-" + webhook.name();
            }

            @Override
            public Set<Topic> topics() {
                return webhook.on();
            }

            @Override
            public Gathering gathering() {
                return new Gathering(1, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
            }

            @Override
            public Delivery deliver(Dispatch dispatch) throws InterruptedException {
                if (killed) throw new InterruptedException();
                if (failing && chance.nextBoolean()) return new Delivery.Later("not today", List.of());
                List<String> told =
                        dispatch.notices().stream().map(n -> n.event().text()).toList();
                List<String> before = mailbox.put(webhook.name() + " " + dispatch.id(), told);
                if (before != null) assertEquals(before, told);
                return new Delivery.Done(List.of());
            }
        }
    }

    private LineState line(String name, UplinkState state) {
        return new LineState(name, name, "", "", state, state == UplinkState.UP, true, now, "");
    }

    private Event.UplinkChanged change(UplinkState before, UplinkState after) {
        return new Event.UplinkChanged(now, "eth1", "eth1", before, after, "at " + now, Optional.empty());
    }

    private static RouterConfig config(String... webhooks) {
        StringBuilder text = new StringBuilder(CONFIG).append("webhooks:\n");
        for (String name : webhooks) text.append("  - {url: 'http://localhost/', name: %s}%n".formatted(name));
        return switch (new ConfigLoader().load("ftr.conf", text.toString().getBytes(StandardCharsets.UTF_8))) {
            case LoadResult.Loaded loaded -> loaded.config();
            case LoadResult.Invalid invalid ->
                throw new AssertionError(invalid.errors().toString());
        };
    }

    private List<String> told(String courier) {
        synchronized (mailbox) {
            return mailbox.entrySet().stream()
                    .filter(e -> e.getKey().startsWith(courier + " "))
                    .flatMap(e -> e.getValue().stream())
                    .toList();
        }
    }

    @Test
    void nothingIsToldTwiceOrForgottenHoweverOftenItEnds() throws InterruptedException {
        Random chance = new Random(7);
        List<String> expected = new ArrayList<>();
        UplinkState known = UplinkState.UP;
        for (int i = 0; i < 40; i++) {
            Life life = new Life(config("chat"), i, true);
            now = now.plusSeconds(60);
            // While nobody watched, the uplink may have changed.
            UplinkState found = chance.nextBoolean() ? UplinkState.UP : UplinkState.DOWN;
            life.tell(change(UplinkState.UNKNOWN, found));
            if (found != known) expected.add(change(known, found).text());
            known = found;
            life.stand(known, UplinkState.UP);
            if (chance.nextBoolean()) {
                UplinkState next = known == UplinkState.UP ? UplinkState.DOWN : UplinkState.UP;
                life.tell(change(known, next));
                expected.add(change(known, next).text());
                known = next;
                life.stand(known, UplinkState.UP);
            }
            if (chance.nextBoolean()) life.awaitTold(expected.size(), A_WHILE);
            life.end(chance.nextBoolean());
        }
        Life last = new Life(config("chat"), 1, false);
        last.awaitTold(expected.size(), PATIENCE);
        last.end(false);
        assertEquals(expected, told("chat"));
    }

    @Test
    void remindersGoOnFromWhenTheUplinkWentDown() {
        Life first = new Life(config("chat"), 1, false);
        Instant down = now;
        first.tell(change(UplinkState.UP, UplinkState.DOWN));
        assertEquals(List.of(), first.stand(UplinkState.DOWN, UplinkState.UP));
        now = down.plus(Duration.ofHours(6));
        Event due = new Event.StillDown(now, "eth1", "eth1", down, "");
        assertEquals(List.of(due), first.stand(UplinkState.DOWN, UplinkState.UP));
        first.end(true);
        now = down.plus(Duration.ofHours(7));
        Life second = new Life(config("chat"), 2, false);
        assertEquals(List.of(), second.stand(UplinkState.UNKNOWN, UplinkState.UNKNOWN));
        assertEquals(List.of(), second.stand(UplinkState.DOWN, UplinkState.UP));
        now = down.plus(Duration.ofHours(12));
        assertEquals(1, second.stand(UplinkState.DOWN, UplinkState.UP).size());
        assertEquals(List.of(), second.stand(UplinkState.DOWN, UplinkState.UP));
        second.end(false);
    }

    @Test
    void anotherConfigHasOthersTold() throws InterruptedException {
        Life life = new Life(config("chat"), 1, false);
        Event.UplinkChanged first = change(UplinkState.UP, UplinkState.DOWN);
        life.tell(first);
        life.awaitTold(1, PATIENCE);
        life.notifier.adopt(config("pager", "chat"));
        now = now.plusSeconds(60);
        Event.UplinkChanged second = change(UplinkState.DOWN, UplinkState.UP);
        life.tell(second);
        life.awaitTold(3, PATIENCE);
        life.notifier.adopt(config("pager"));
        now = now.plusSeconds(60);
        Event.UplinkChanged third = change(UplinkState.UP, UplinkState.DOWN);
        life.tell(third);
        life.awaitTold(4, PATIENCE);
        assertEquals(
                List.of("webhook-pager"),
                life.notifier.channels().stream().map(Channel::way).toList());
        life.end(true);
        // One that comes back begins with what comes next.
        Life next = new Life(config("chat"), 2, false);
        next.end(false);
        assertEquals(List.of(first.text(), second.text()), told("chat"));
        assertEquals(List.of(second.text(), third.text()), told("pager"));
    }
}
