package dev.ftr.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.rrd4j.ConsolFun;
import org.rrd4j.core.FetchData;
import org.rrd4j.core.RrdDb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the daemon has kept of the uplinks' round-trip times and losses; a daemon may write it meanwhile. */
public record Samples(Path stateDir) implements Sightings {
    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

    /** All that there are samples of. */
    public List<String> uplinks() {
        try {
            return SampleFile.uplinks(SampleFile.folder(stateDir));
        } catch (IOException e) {
            LOG.debug("{} cannot be read: {}", stateDir, e.getMessage());
            return List.of();
        }
    }

    Path path(String uplink) {
        return SampleFile.path(SampleFile.folder(stateDir), uplink);
    }

    /** Empty: there are no samples, or they cannot be read. */
    public Optional<LineQuality> quality(String uplink, Span span) {
        return read(uplink, db -> {
            FetchData means = fetch(db, ConsolFun.AVERAGE, span);
            FetchData peaks = fetch(db, ConsolFun.MAX, span);
            OptionalDouble up = values(means, SampleFile.UP, span).average();
            return Optional.of(new LineQuality(
                    values(means, SampleFile.RTT, span).average(),
                    highest(SampleFile.RTT, span, means, peaks),
                    values(means, SampleFile.JITTER, span).average(),
                    values(means, SampleFile.LOSS, span).average(),
                    highest(SampleFile.LOSS, span, means, peaks),
                    up.isPresent() ? OptionalDouble.of(100 * up.getAsDouble()) : up,
                    Duration.ofSeconds(means.getArcStep())));
        });
    }

    @Override
    public Optional<Instant> last(String uplink, Span span) {
        return read(uplink, db -> {
            Instant last = Instant.ofEpochSecond(db.getLastUpdateTime());
            if (last.isBefore(span.from())) return Optional.empty();
            if (!last.isAfter(span.to())) return Optional.of(last);
            return lastKnown(db, span);
        });
    }

    /** First by the coarse values that reach over all of the span, then by finer ones. */
    private static Optional<Instant> lastKnown(RrdDb db, Span span) throws IOException {
        FetchData states = fetch(db, ConsolFun.AVERAGE, span);
        double[] values = states.getValues(SampleFile.UP);
        for (int i = values.length - 1; i >= 0; i--) {
            if (Double.isNaN(values[i])) continue;
            Instant end = Span.earlier(Instant.ofEpochSecond(states.getTimestamps()[i]), span.to());
            Instant begin = Span.later(end.minusSeconds(states.getArcStep()), span.from());
            if (!end.isAfter(span.from())) return Optional.empty();
            boolean canBeFiner = states.getArcStep() > SampleFile.STEP.toSeconds() && begin.isAfter(span.from());
            return canBeFiner ? lastKnown(db, new Span(begin, end)).or(() -> Optional.of(end)) : Optional.of(end);
        }
        return Optional.empty();
    }

    private static FetchData fetch(RrdDb db, ConsolFun of, Span span) throws IOException {
        long from = span.from().getEpochSecond();
        return db.createFetchRequest(of, from, Math.max(from + 1, span.to().getEpochSecond()))
                .fetchData();
    }

    /** A peak is known when the step of its archive is over; until then the finer means are nearest to it. */
    private static OptionalDouble highest(String source, Span span, FetchData means, FetchData peaks)
            throws IOException {
        return DoubleStream.concat(values(means, source, span), values(peaks, source, span))
                .max();
    }

    /** Those of the span; rrd4j gives the ones around it as well. */
    private static DoubleStream values(FetchData data, String source, Span span) throws IOException {
        double[] values = data.getValues(source);
        long[] ends = data.getTimestamps();
        long from = span.from().getEpochSecond();
        long to = span.to().getEpochSecond() + data.getArcStep();
        return IntStream.range(0, values.length)
                .filter(i -> ends[i] > from && ends[i] < to && !Double.isNaN(values[i]))
                .mapToDouble(i -> values[i]);
    }

    private interface Reading<T> {
        Optional<T> of(RrdDb db) throws IOException;
    }

    private <T> Optional<T> read(String uplink, Reading<T> reading) {
        Path path = path(uplink);
        if (!Files.exists(path)) return Optional.empty();
        try (RrdDb db = SampleFile.openToRead(path)) {
            return reading.of(db);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read: {}", path, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
