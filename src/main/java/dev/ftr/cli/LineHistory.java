package dev.ftr.cli;

import dev.ftr.cli.StatusView.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How loss and round-trip times have been of late, a value for each span of time. */
final class LineHistory {
    private static final int KEPT = 120;

    private final Duration span;
    private final Map<String, TreeMap<Long, Sample>> samples = new TreeMap<>();
    private long latest;

    LineHistory(Duration span) {
        this.span = span;
    }

    Duration span() {
        return span;
    }

    /** Takes note of how the uplinks are now. */
    void add(StatusView view) {
        latest = view.now().toEpochMilli() / span.toMillis();
        for (Line uplink : view.uplinks()) {
            Sample now = new Sample(uplink.loss(), uplink.roundTrip().orElse(Double.NaN));
            TreeMap<Long, Sample> own = samples.computeIfAbsent(uplink.name(), n -> new TreeMap<>());
            own.merge(latest, now, Sample::worse);
            own.headMap(latest - KEPT, true).clear();
        }
    }

    /** Nothing is known of this moment. */
    void pass(Instant now) {
        latest = now.toEpochMilli() / span.toMillis();
    }

    /**
     * Loss in percent, the latest last.
     *
     * @param spans how many values
     * @return NaN where nothing is known
     */
    double[] loss(String uplink, int spans) {
        return last(uplink, spans).mapToDouble(Sample::loss).toArray();
    }

    /** Round-trip times in ms; likewise. */
    double[] roundTrip(String uplink, int spans) {
        return last(uplink, spans).mapToDouble(Sample::roundTrip).toArray();
    }

    private Stream<Sample> last(String uplink, int spans) {
        Map<Long, Sample> own = samples.getOrDefault(uplink, new TreeMap<>());
        return IntStream.range(0, spans).mapToObj(i -> own.getOrDefault(latest - spans + 1 + i, Sample.NONE));
    }

    private record Sample(double loss, double roundTrip) {
        static final Sample NONE = new Sample(Double.NaN, Double.NaN);

        Sample worse(Sample other) {
            double slower = Double.isNaN(roundTrip)
                    ? other.roundTrip
                    : Double.isNaN(other.roundTrip) ? roundTrip : Math.max(roundTrip, other.roundTrip);
            return new Sample(Math.max(loss, other.loss), slower);
        }
    }
}
