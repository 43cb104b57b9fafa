package dev.ftr.history;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Keeps the samples of a running daemon. Has a thread of its own: whoever offers samples never waits, and nothing that is wrong
 * with the disk reaches him.
 */
public final class SampleArchive implements AutoCloseable {
    private static final int MOST_WAITING = 16;
    private static final Duration STOP_WITHIN = Duration.ofMillis(500);

    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;

    private record Batch(Instant at, List<Sample> samples) {}

    private SampleArchive(SampleWriter writer) {
        this.thread = Thread.ofPlatform().daemon().name("ftr-samples").unstarted(() -> write(writer));
    }

    public static SampleArchive start(Path stateDir) {
        SampleArchive archive = new SampleArchive(new SampleWriter(stateDir));
        archive.thread.start();
        return archive;
    }

    /**
     * Takes samples of all uplinks; does not wait.
     *
     * @return false: the disk is too slow, these are lost
     */
    public boolean offer(Instant at, List<Sample> samples) {
        return waiting.offer(new Batch(at, List.copyOf(samples)));
    }

    private void write(SampleWriter writer) {
        try (writer) {
            while (true) {
                Batch next = waiting.take();
                writer.write(next.at(), next.samples());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the daemon ends
        }
    }

    /** Waits for what is being written, but not for long. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(STOP_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
