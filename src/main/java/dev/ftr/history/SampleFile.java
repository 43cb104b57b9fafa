package dev.ftr.history;

import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rrd4j.ConsolFun;
import org.rrd4j.DsType;
import org.rrd4j.core.RrdBackendFactory;
import org.rrd4j.core.RrdDb;
import org.rrd4j.core.RrdDef;
import org.rrd4j.core.RrdRandomAccessFileBackendFactory;

/** The samples of one uplink in a round-robin database: what is old makes room for what is new, and the file never grows. */
final class SampleFile implements AutoCloseable {
    static final String RTT = "rtt_ms";
    static final String JITTER = "jitter_ms";
    static final String LOSS = "loss_percent";
    static final String UP = "up";

    /** Without the threads and the mapped memory of rrd4j's default. */
    static final RrdBackendFactory BACKEND = new RrdRandomAccessFileBackendFactory();

    static final Duration STEP = Duration.ofSeconds(10);

    private static final String SUFFIX = ".rrd";

    /** The daemon tells at least every 5 s; after a longer silence nothing is known. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** What of an hour is known stands for the hour, be it ever so little. */
    private static final double MAY_BE_MISSING = 0.999;

    private static final List<String> SOURCES = List.of(RTT, JITTER, LOSS, UP);
    private static final int DAY = 86_400;

    private final RrdDb db;

    private SampleFile(RrdDb db) {
        this.db = db;
    }

    static Path folder(Path stateDir) {
        return stateDir.resolve("history");
    }

    static Path path(Path folder, String uplink) {
        return folder.resolve(URLEncoder.encode(uplink, StandardCharsets.UTF_8) + SUFFIX);
    }

    /** The uplinks that have a file, in their order. */
    static List<String> uplinks(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(SUFFIX))
                    .map(f -> URLDecoder.decode(f.substring(0, f.length() - SUFFIX.length()), StandardCharsets.UTF_8))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** @throws IOException also when it is damaged, or laid out in another way */
    static SampleFile open(Path file) throws IOException {
        return new SampleFile(open(file, false));
    }

    static RrdDb openToRead(Path file) throws IOException {
        return open(file, true);
    }

    private static RrdDb open(Path file, boolean readOnly) throws IOException {
        long size = layout(file, Instant.EPOCH).getEstimatedSize();
        if (Files.size(file) != size)
            throw new IOException("has %d bytes instead of %d".formatted(Files.size(file), size));
        RrdDb db;
        try {
            db = RrdDb.getBuilder()
                    .setPath(file.toUri())
                    .setBackendFactory(BACKEND)
                    .setReadOnly(readOnly)
                    .build();
        } catch (RuntimeException e) {
            throw new IOException("is no round-robin database: " + e.getMessage(), e);
        }
        if (db.getHeader().getStep() == STEP.toSeconds()
                && Arrays.asList(db.getDsNames()).equals(SOURCES)) return db;
        db.close();
        throw new IOException("is laid out in another way");
    }

    static SampleFile create(Path file, Instant now) throws IOException {
        RrdDb db = RrdDb.getBuilder()
                .setRrdDef(layout(file, now.minus(STEP)))
                .setBackendFactory(BACKEND)
                .build();
        return new SampleFile(db);
    }

    private static RrdDef layout(Path file, Instant begin) {
        RrdDef layout = new RrdDef(file.toUri(), begin.getEpochSecond(), STEP.toSeconds());
        long heartbeat = HEARTBEAT.toSeconds();
        layout.addDatasource(RTT, DsType.GAUGE, heartbeat, 0, Double.NaN);
        layout.addDatasource(JITTER, DsType.GAUGE, heartbeat, 0, Double.NaN);
        layout.addDatasource(LOSS, DsType.GAUGE, heartbeat, 0, 100);
        layout.addDatasource(UP, DsType.GAUGE, heartbeat, 0, 1);
        archive(layout, ConsolFun.AVERAGE, 10, DAY);
        for (ConsolFun of : List.of(ConsolFun.AVERAGE, ConsolFun.MAX)) {
            archive(layout, of, 60, 7 * DAY);
            archive(layout, of, 600, 92 * DAY);
            archive(layout, of, 3600, 2 * 365 * DAY);
        }
        return layout;
    }

    private static void archive(RrdDef layout, ConsolFun of, int everySeconds, int seconds) {
        layout.addArchive(of, MAY_BE_MISSING, everySeconds / (int) STEP.toSeconds(), seconds / everySeconds);
    }

    /** The moment of the last sample. */
    Instant last() throws IOException {
        return Instant.ofEpochSecond(db.getLastUpdateTime());
    }

    /** @param at by at least a second after {@link #last()} */
    void add(Sample sample, Instant at) throws IOException {
        boolean known = sample.state() != UplinkState.UNKNOWN;
        boolean up = sample.state() != UplinkState.DOWN;
        try {
            db.createSample(at.getEpochSecond())
                    .setValues(
                            known ? millis(sample.roundTrip()) : Double.NaN,
                            known ? millis(sample.jitter()) : Double.NaN,
                            known && isProbed(sample) ? 100 * sample.loss() : Double.NaN,
                            known ? (up ? 1 : 0) : Double.NaN)
                    .update();
        } catch (RuntimeException e) {
            throw new IOException("cannot be updated: " + e.getMessage(), e);
        }
    }

    /** A line without an interface loses nothing, as nothing is sent. */
    private static boolean isProbed(Sample sample) {
        return sample.loss() > 0 || sample.roundTrip().isPresent();
    }

    private static double millis(Optional<Duration> time) {
        return time.map(t -> t.toNanos() / 1e6).orElse(Double.NaN);
    }

    @Override
    public void close() throws IOException {
        db.close();
    }
}
