package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ConfigWatchTest {
    /** A writer that the scheduler holds up for less than the quiet time makes one burst. */
    private static final ConfigWatch.Pace CALM = pace(Duration.ofMillis(300), Duration.ofSeconds(10));

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    Path root;

    /** What a daemon would have read at each announcement. */
    private final List<String> read = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(Writing.class)
    void announcesOnceHoweverTheConfigIsWritten(Writing way) throws Exception {
        way.begin(root, "first");
        try (ConfigWatch watch = start(Writing.file(root), CALM, FolderWatch::open)) {
            for (String text : List.of("second", "third")) {
                Writing.Act act = way.prepare(root, text);
                await(() -> read.isEmpty() || read.getLast().equals(content()));
                staysSilent();
                read.clear();
                act.run();
                await(() -> !read.isEmpty());
                staysSilent();
                assertEquals(List.of(text), read);
            }
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void announcesABurstOnce() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        try (ConfigWatch watch = start(Writing.file(root), CALM, FolderWatch::open)) {
            List<Writing> ways = List.of(Writing.IN_PLACE, Writing.RENAMED_OVER, Writing.DELETED_AND_PUT_BACK);
            for (int i = 0; i < 60; i++)
                ways.get(i % ways.size()).prepare(root, "text " + i).run();
            await(() -> !read.isEmpty());
            staysSilent();
            assertEquals(List.of("text 59"), read);
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void doesNotWaitForTheEndOfWritesThatNeverEnd() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        ConfigWatch.Pace pace = pace(Duration.ofHours(1), Duration.ofMillis(500));
        try (ConfigWatch watch = start(Writing.file(root), pace, FolderWatch::open)) {
            Writing.IN_PLACE.prepare(root, "second").run();
            await(() -> read.equals(List.of("second")));
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void announcesDeletionAndReturn() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        try (ConfigWatch watch = start(Writing.file(root), CALM, FolderWatch::open)) {
            Files.delete(Writing.file(root));
            await(() -> read.equals(List.of("none")));
            Writing.IN_PLACE.prepare(root, "first").run();
            await(() -> read.equals(List.of("none", "first")));
            Writing.deleteAll(root.resolve("etc"));
            await(() -> read.equals(List.of("none", "first", "none")));
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void isSilentWhenTheContentStaysAsItIs() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        try (ConfigWatch watch = start(Writing.file(root), CALM, FolderWatch::open)) {
            Files.setLastModifiedTime(Writing.file(root), FileTime.from(Instant.EPOCH));
            staysSilent();
            Files.setPosixFilePermissions(Writing.file(root), PosixFilePermissions.fromString("rw-------"));
            Writing.RENAMED_OVER.prepare(root, "first").run();
            staysSilent();
            Writing.FOLDER_SWAPPED.prepare(root, "first").run();
            Files.writeString(Writing.folder(root).resolve("neighbour.conf"), "x");
            staysSilent();
            assertEquals(List.of(), read);
            Writing.IN_PLACE.prepare(root, "second").run();
            await(() -> read.equals(List.of("second")));
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void takesEveryConfigFileOfAFolderAndNoOther() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        Path folder = Writing.folder(root);
        AtomicInteger announcements = new AtomicInteger();
        try (ConfigWatch watch = ConfigWatch.start(folder, announcements::incrementAndGet, CALM, FolderWatch::open)) {
            Files.writeString(folder.resolve("50-more.yaml"), "x");
            await(() -> announcements.get() == 1);
            Path elsewhere = Files.writeString(root.resolve("elsewhere"), "x");
            Files.createSymbolicLink(folder.resolve("60-link.yml"), elsewhere);
            await(() -> announcements.get() == 2);
            Files.writeString(elsewhere, "y");
            await(() -> announcements.get() == 3);
            Thread.sleep(1100);
            for (String other : List.of(".#50-more.yaml", "50-more.yaml~", "README"))
                Files.writeString(folder.resolve(other), "x");
            staysSilent();
            assertEquals(3, announcements.get());
            Files.delete(folder.resolve("50-more.yaml"));
            await(() -> announcements.get() == 4);
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void missesNoLastChangeOfManyAtRandom() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Writing> ways = List.of(
                Writing.IN_PLACE,
                Writing.IN_SEVERAL_STEPS,
                Writing.RENAMED_OVER,
                Writing.RENAMED_FROM_ANOTHER_FOLDER,
                Writing.LINK_TO_ANOTHER_FILE,
                Writing.FOLDER_SWAPPED,
                Writing.FOLDER_ABOVE_SWAPPED,
                Writing.DELETED_AND_PUT_BACK,
                Writing.FOLDER_MADE_ANEW,
                Writing.FOLDERS_MADE_AT_LAST);
        Writing.IN_PLACE.begin(root, "first");
        try (ConfigWatch watch = start(Writing.file(root), ConfigWatch.Pace.USUAL, FolderWatch::open)) {
            for (int i = 0; i < 200; i++) {
                ways.get(random.nextInt(ways.size())).prepare(root, "edit" + i).run();
                if (random.nextInt(10) == 0) Files.delete(Writing.file(root));
                if (Files.notExists(Writing.file(root)) && random.nextBoolean())
                    Writing.IN_PLACE.begin(root, "back" + i);
                if (random.nextInt(8) == 0) {
                    String now = content();
                    await(() -> !read.isEmpty() && read.getLast().equals(now), "seed " + seed + ", edit " + i);
                }
                if (Files.notExists(Writing.file(root))) Writing.IN_PLACE.begin(root, "again" + i);
                Thread.sleep(random.nextInt(60));
            }
            String last = content();
            await(() -> read.getLast().equals(last), "seed " + seed);
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void looksByItselfWhenTheSystemHasNoWatchesLeftAndTriesAgain() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        AtomicInteger attempts = new AtomicInteger();
        FolderWatch.Opener opener = (folders, relevant, changed) -> {
            if (attempts.incrementAndGet() < 5)
                throw new IOException("User limit of inotify instances reached or too many open files");
            return FolderWatch.open(folders, relevant, changed);
        };
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(TrailWatch.class);
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        log.start();
        try (ConfigWatch watch = start(Writing.file(root), CALM, opener)) {
            Writing.RENAMED_OVER.prepare(root, "second").run();
            await(() -> read.equals(List.of("second")));
            Writing.FOLDER_MADE_ANEW.prepare(root, "third").run();
            await(() -> read.equals(List.of("second", "third")));
            await(() -> attempts.get() >= 5 && log.list.size() >= 2);
            Writing.IN_PLACE.prepare(root, "fourth").run();
            await(() -> read.getLast().equals("fourth"));
            assertTrue(watch.isAlive());
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
        assertEquals(
                List.of(
                        "changes of the config are looked for by polling, since a folder cannot be watched: User limit of"
                                + " inotify instances reached or too many open files",
                        "the folders of the config are watched again"),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    @Test
    void replacesAWatchThatHasDied() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        List<FolderWatch> opened = new CopyOnWriteArrayList<>();
        FolderWatch.Opener opener = (folders, relevant, changed) -> {
            FolderWatch watch = FolderWatch.open(folders, relevant, changed);
            opened.add(watch);
            return watch;
        };
        try (ConfigWatch watch = start(Writing.file(root), CALM, opener)) {
            await(() -> opened.size() == 1);
            opened.getFirst().close();
            await(() -> opened.size() == 2);
            Writing.IN_PLACE.prepare(root, "second").run();
            await(() -> read.equals(List.of("second")));
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void goesOnAfterAListenerThatFails() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        AtomicInteger calls = new AtomicInteger();
        Runnable failing = () -> {
            if (calls.incrementAndGet() == 1) throw new IllegalStateException("on purpose");
        };
        try (ConfigWatch watch = ConfigWatch.start(Writing.file(root), failing, CALM, FolderWatch::open)) {
            Writing.IN_PLACE.prepare(root, "second").run();
            await(() -> calls.get() == 1);
            Writing.IN_PLACE.prepare(root, "third").run();
            await(() -> calls.get() == 2);
            assertTrue(watch.isAlive());
        }
    }

    @Test
    void isSilentWhenClosed() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        ConfigWatch watch = start(Writing.file(root), ConfigWatch.Pace.USUAL, FolderWatch::open);
        watch.close();
        assertFalse(watch.isAlive());
        Writing.IN_PLACE.prepare(root, "second").run();
        staysSilent();
        assertEquals(List.of(), read);
    }

    @Test
    void watchesNoFolderThatTheConfigIsNotIn() throws Exception {
        Writing.IN_PLACE.begin(root, "first");
        for (int i = 0; i < 300; i++)
            Files.createDirectories(Writing.folder(root).resolve("busy" + i + "/deep/er"));
        ConfigTrail trail = ConfigTrail.of(Writing.file(root));
        int before = inotifyWatches();
        List<String> signs = Collections.synchronizedList(new ArrayList<>());
        try (FolderWatch watch =
                FolderWatch.open(trail.folders().keySet(), trail::leadsOver, () -> signs.add("sign"))) {
            assertEquals(Writing.file(root).getNameCount(), inotifyWatches() - before);
            for (int i = 0; i < 50; i++)
                Files.createDirectories(Writing.folder(root).resolve("new" + i + "/deep/er"));
            assertEquals(List.of(), signs);
            Writing.IN_PLACE.prepare(root, "second").run();
            await(() -> !signs.isEmpty());
            assertEquals(Writing.file(root).getNameCount(), inotifyWatches() - before);
            assertTrue(watch.alive());
        }
        await(() -> inotifyWatches() <= before);
    }

    @Test
    void isNotLedAstrayByLinksInALoop() throws IOException {
        Path loop = root.resolve("loop");
        Files.createSymbolicLink(loop, Path.of("loop/loop/loop"));
        assertTrue(ConfigTrail.of(loop.resolve("ftr.conf")).names().size() < 300);
        assertEquals(
                List.of("missing"), List.copyOf(ConfigTrail.of(loop).files().values()));
    }

    private ConfigWatch start(Path config, ConfigWatch.Pace pace, FolderWatch.Opener opener) {
        return ConfigWatch.start(config, () -> read.add(content()), pace, opener);
    }

    private static ConfigWatch.Pace pace(Duration quiet, Duration longestBurst) {
        return new ConfigWatch.Pace(
                quiet,
                longestBurst,
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofMillis(400));
    }

    private String content() {
        try {
            return Files.readString(Writing.file(root));
        } catch (IOException e) {
            return "none";
        }
    }

    private static int inotifyWatches() {
        int watches = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fdinfo"))) {
            for (Path file : open.toList()) watches += watches(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return watches;
    }

    private static int watches(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.filter(line -> line.startsWith("inotify wd:")).count();
        } catch (IOException e) {
            // Closed since it was listed.
            return 0;
        }
    }

    /** Longer than a burst lasts and than two looks are apart. */
    private static void staysSilent() throws InterruptedException {
        Thread.sleep(600);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        await(condition, "not in time");
    }

    private static void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - start < DEADLINE.toNanos(), otherwise);
            Thread.sleep(5);
        }
    }
}
