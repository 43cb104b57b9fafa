package dev.ftr.health;

import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;

/**
 * Health of one uplink.
 *
 * @param since when the state was taken on
 * @param reason why the state is what it is, in an administrator's words
 * @param roundTrip mean round-trip time of the answers of the last round that had any
 * @param recent packets of the last rounds, newest last, at most {@link #WINDOW}
 */
public record UplinkHealth(
        UplinkState state, Instant since, String reason, Optional<Duration> roundTrip, List<Packets> recent) {
    /** Rounds over which loss is counted. */
    public static final int WINDOW = 10;

    public UplinkHealth {
        recent = List.copyOf(recent);
    }

    public static UplinkHealth unknown(Instant since) {
        return new UplinkHealth(UplinkState.UNKNOWN, since, "not probed yet", Optional.empty(), List.of());
    }

    /** Packets known to be lost among those sent in the last rounds, 0 to 100 percent. */
    public double lossPercent() {
        int sent = recent.stream().mapToInt(Packets::sent).sum();
        int lost = recent.stream().mapToInt(Packets::lost).sum();
        return sent == 0 ? 0 : 100.0 * lost / sent;
    }

    /**
     * The health after another round.
     *
     * @param required answers that make the uplink good
     * @param now when the round ended
     */
    public UplinkHealth after(ProbeRound round, int required, Instant now) {
        boolean good = round.answered() >= required;
        UplinkState next = good ? UplinkState.UP : UplinkState.DOWN;
        List<Packets> packets = new ArrayList<>(recent);
        packets.add(Packets.of(round, good));
        LongSummaryStatistics times = round.results().stream()
                .flatMap(r -> r.roundTrip().stream())
                .mapToLong(Duration::toNanos)
                .summaryStatistics();
        return new UplinkHealth(
                next,
                next == state ? since : now,
                reason(round, required),
                times.getCount() == 0 ? roundTrip : Optional.of(Duration.ofNanos((long) times.getAverage())),
                packets.subList(Math.max(0, packets.size() - WINDOW), packets.size()));
    }

    private static String reason(ProbeRound round, int required) {
        return round.failure()
                .orElseGet(() -> "%d of %d targets answered, %d required"
                        .formatted(round.answered(), round.results().size(), required));
    }

    /**
     * Packets of one round.
     *
     * @param lost 0 to {@code sent}
     */
    public record Packets(int sent, int lost) {
        // A round of which nothing could be sent counts as one packet lost. A good round ends before all have answered:
        // what is still on its way then is not lost.
        static Packets of(ProbeRound round, boolean good) {
            if (round.failure().isPresent()) return new Packets(1, 1);
            int sent = 0;
            int lost = 0;
            for (TargetResult result : round.results()) {
                boolean pending = good && result.roundTrip().isEmpty();
                sent += result.sent() - (pending && result.sent() > 0 ? 1 : 0);
                lost += result.roundTrip().isPresent() || pending ? Math.max(0, result.sent() - 1) : result.sent();
            }
            return new Packets(sent, lost);
        }
    }
}
