package dev.ftr.notify.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Topic;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox with its threads. */
class OutboxTest {
    private static final long PATIENCE = 20;

    private final Path folder;

    OutboxTest(@TempDir Path folder) {
        this.folder = folder.resolve("outbox");
    }

    /** Takes everything, or waits for ever. */
    private static final class Fake implements Courier {
        private final String name;
        private final BlockingQueue<Long> taken = new LinkedBlockingQueue<>();
        private final CountDownLatch open;

        Fake(String name, boolean hangs) {
            this.name = name;
            this.open = new CountDownLatch(hangs ? 1 : 0);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<Topic> topics() {
            return Topic.all();
        }

        @Override
        public Gathering gathering() {
            return new Gathering(1, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
        }

        @Override
        public Delivery deliver(Dispatch dispatch) throws InterruptedException {
            open.await();
            dispatch.notices().forEach(notice -> taken.add(notice.number()));
            return new Delivery.Done(List.of());
        }

        List<Long> take(int count) throws InterruptedException {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++)
                Optional.ofNullable(taken.poll(PATIENCE, TimeUnit.SECONDS)).ifPresent(numbers::add);
            return numbers;
        }
    }

    private Outbox open(Courier... couriers) {
        Outbox outbox = Outbox.open(folder, new Disk(), InstantSource.system(), new Random(1), event -> {}, lost -> {});
        outbox.adopt(List.of(couriers));
        outbox.start();
        return outbox;
    }

    private static void note(Outbox outbox) {
        Event event = new Event.Warned(Road.BEGIN, List.of("docker is in the way"));
        outbox.add(number ->
                new Entry(new Notice(number, Topic.ERROR, false, event, List.of(), Optional.empty()), Told.NOTHING));
    }

    @Test
    void aCourierThatHangsHindersNoOtherAndIsServedAfterTheNextStart() throws InterruptedException {
        Fake quick = new Fake("quick", false);
        Fake hanging = new Fake("hanging", true);
        try (Outbox outbox = open(quick, hanging)) {
            note(outbox);
            note(outbox);
            assertEquals(List.of(1L, 2L), quick.take(2));
            assertEquals(2, outbox.channels().getFirst().pending());
        }
        Fake mended = new Fake("hanging", false);
        try (Outbox outbox = open(quick, mended)) {
            note(outbox);
            assertEquals(List.of(1L, 2L, 3L), mended.take(3));
            assertEquals(List.of(3L), quick.take(1));
        }
    }

    @Test
    void aNewCourierBeginsWithWhatComesNextAndOneThatIsGoneIsForgotten() throws InterruptedException {
        Fake first = new Fake("first", false);
        Fake second = new Fake("webhook-a/b", false);
        try (Outbox outbox = open(first)) {
            note(outbox);
            assertEquals(List.of(1L), first.take(1));
            outbox.adopt(List.of(second));
            note(outbox);
            assertEquals(List.of(2L), second.take(1));
            assertEquals(List.of(), List.copyOf(first.taken));
            assertFalse(Files.exists(folder.resolve("first.cursor")));
        }
        assertTrue(Files.exists(folder.resolve("webhook-a%2Fb.cursor")));
    }

    @Test
    void anotherCourierOfTheSameNameGoesOnWhereTheFormerWas() throws InterruptedException {
        Fake before = new Fake("mail", false);
        Fake after = new Fake("mail", false);
        try (Outbox outbox = open(before)) {
            note(outbox);
            assertEquals(List.of(1L), before.take(1));
            outbox.adopt(List.of(after));
            note(outbox);
            assertEquals(List.of(2L), after.take(1));
        }
    }

    @Test
    void aDamagedFileOfTheJournalCostsWhatIsDamagedOnly() throws Exception {
        Fake hanging = new Fake("mail", true);
        try (Outbox outbox = open(hanging)) {
            for (int i = 0; i < 3; i++) note(outbox);
        }
        Path journal = folder.resolve("00000001.jsonl");
        List<String> lines = Files.readAllLines(journal);
        Files.writeString(
                journal,
                lines.get(0) + "\n" + lines.get(1).replace("docker", "podman") + "\n" + lines.get(2) + "\nhalf");
        Fake mended = new Fake("mail", false);
        try (Outbox outbox = open(mended)) {
            note(outbox);
            assertEquals(List.of(1L, 3L, 4L), mended.take(3));
        }
    }

    @Test
    void aFolderThatCannotBeMadeStopsNothing() throws Exception {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "no folder");
        Fake quick = new Fake("mail", false);
        try (Outbox outbox = open(quick)) {
            note(outbox);
            assertEquals(1, quick.take(1).size());
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void manyNoticesArriveInOrder() throws InterruptedException {
        Fake quick = new Fake("mail", false);
        try (Outbox outbox = open(quick)) {
            for (int i = 0; i < 300; i++) note(outbox);
            List<Long> taken = quick.take(300);
            assertEquals(taken.stream().sorted().distinct().toList(), taken);
            assertEquals(300, taken.size());
        }
    }
}
