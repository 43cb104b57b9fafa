package dev.ftr.replay;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Measures decisions by what was recorded; {@link Fared} has the definitions. */
final class Judgement {
    private static final long PROOF = 10_000_000_000L;

    private final Track track;
    private final List<Outage> outages;
    private final StateLog states;
    private final Function<Span, ProbePolicy> policies;
    private final List<Long> delays = new ArrayList<>();
    private int downs;
    private int falseDowns;
    private int missed;
    private long out;
    private long longest;
    private long degraded;

    private Judgement(Track track, List<Outage> outages, StateLog states, Function<Span, ProbePolicy> policies) {
        this.track = track;
        this.outages = outages;
        this.states = states;
        this.policies = policies;
    }

    static Fared of(Track track, List<Outage> outages, StateLog states, Function<Span, ProbePolicy> policies) {
        Judgement judgement = new Judgement(track, outages, states, policies);
        for (Span span : track.spans()) judgement.take(span);
        return judgement.fared();
    }

    private void take(Span span) {
        UplinkState state = states.before(span.start());
        long since = span.start();
        for (int i = states.indexAt(span.start()); i < states.size() && states.time(i) <= span.end(); i++) {
            spend(state, states.time(i) - since);
            if (states.state(i) == UplinkState.DOWN) {
                downs++;
                if (isFalse(states.time(i), span)) falseDowns++;
            }
            state = states.state(i);
            since = states.time(i);
        }
        spend(state, span.end() - since);
        for (Outage outage : outages)
            if (outage.start() >= span.start() && outage.start() < span.end()) notice(outage, span);
    }

    private void spend(UplinkState state, long time) {
        if (state == UplinkState.DOWN) {
            out += time;
            longest = Math.max(longest, time);
        }
        if (state == UplinkState.DEGRADED) degraded += time;
    }

    private boolean isFalse(long at, Span span) {
        ProbePolicy policy = policies.apply(span);
        long begin = at - policy.timeout().toNanos();
        if (track.linkDowns().stream().anyMatch(d -> d.start() <= at && at <= d.end())) return false;
        for (Outage outage : outages) if (outage.end() + grace(policy) >= begin && outage.start() <= at) return false;
        int recorded = span.policy().targets().size();
        long turns = 2L * recorded * Lookup.interval(span.policy());
        return answering(at, Math.min(span.end(), at + Math.max(PROOF, turns)))
                >= Math.min(policy.required(), recorded);
    }

    /** A verdict may follow the end of a failure: it takes the answers that are still missing, and may need several rounds. */
    private static long grace(ProbePolicy policy) {
        long round = Math.max(policy.interval().toNanos(), policy.timeout().toNanos());
        return 2 * policy.timeout().toNanos() + (policy.hysteresis().downAfter() - 1) * round;
    }

    /** A replayed probe may meet a result that was recorded up to an interval later: so much earlier may a verdict be. */
    private static long lead(Span span) {
        return Lookup.interval(span.policy());
    }

    private int answering(long from, long to) {
        BitSet targets = new BitSet();
        for (int i = track.indexAt(from); i < track.size() && track.time(i) <= to; i++)
            if (track.isAnswered(i)) targets.set(track.target(i));
        return targets.cardinality();
    }

    private void notice(Outage outage, Span span) {
        long first = outage.start() - lead(span);
        UplinkState before = states.before(first + 1);
        if (before != UplinkState.UP && before != UplinkState.DEGRADED) return;
        long last = outage.end() + grace(policies.apply(span));
        for (int i = states.indexAt(first); i < states.size() && states.time(i) <= last; i++) {
            if (states.state(i) == UplinkState.DOWN) {
                delays.add(Math.max(0, states.time(i) - outage.start()));
                return;
            }
        }
        missed++;
    }

    private Fared fared() {
        delays.sort(Long::compare);
        boolean any = !delays.isEmpty();
        return new Fared(
                downs,
                falseDowns,
                Duration.ofNanos(out),
                Duration.ofNanos(longest),
                Duration.ofNanos(degraded),
                delays.size(),
                missed,
                any ? Optional.of(Duration.ofNanos(delays.get(delays.size() / 2))) : Optional.empty(),
                any ? Optional.of(Duration.ofNanos(delays.getLast())) : Optional.empty());
    }
}
