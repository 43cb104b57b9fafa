package dev.ftr.notify.outbox;

import dev.ftr.notify.Courier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the order of events, tries and crashes: all is told, in order, and nothing twice but under the same id. */
class OutboxLawsTest {
    private static final int MOST_STEPS = 40;

    /** What can happen. */
    enum Happening {
        NOTED,
        SYNCED,
        TRIED,
        FAILED,
        /** The receiver has it, but its word does not reach us. */
        UNHEARD,
        KILLED,
        DISK_FULL,
        DISK_FREE
    }

    @Property(tries = 60)
    void allIsToldInOrder(@ForAll("happenings") List<Happening> happenings) throws IOException {
        Path folder = Files.createTempDirectory("outbox");
        try {
            Road road = new Road(folder);
            road.gathering = new Courier.Gathering(2, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
            happenings.forEach(happening -> happen(road, happening));
            road.storage.setFull(false);
            road.answer = dispatch -> true;
            road.drain();
            road.assertArrived(road.noted);
            road.closeFiles();
        } finally {
            delete(folder);
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        return Arbitraries.of(Happening.class).list().ofMaxSize(MOST_STEPS);
    }

    private static void happen(Road road, Happening happening) {
        switch (happening) {
            case NOTED -> road.note();
            case SYNCED -> road.sync();
            case TRIED -> attempt(road, true);
            case FAILED -> attempt(road, false);
            case UNHEARD -> {
                road.answer = dispatch -> {
                    road.arrive(dispatch);
                    return false;
                };
                road.pass(road.turn());
            }
            case KILLED -> kill(road);
            case DISK_FULL -> road.storage.setFull(true);
            case DISK_FREE -> road.storage.setFull(false);
        }
    }

    private static void attempt(Road road, boolean taken) {
        road.answer = dispatch -> taken;
        road.pass(road.turn());
    }

    private static void kill(Road road) {
        // What only memory has is lost with it; that is no law, but a full disk.
        if (!road.journal().isWaiting() && road.isKept()) road.begin();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
