package dev.ftr.health;

import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** An engine in virtual time, over a network that is made up, and all that becomes of its uplinks. Times are counted from 0. */
final class Story implements ProbeObserver {
    static final int NO_ANSWER = -1;
    static final int REFUSES = -2;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    /** A network that is made up. */
    @FunctionalInterface
    interface Net {
        /** The round-trip time in milliseconds of what is sent at that second, {@link #NO_ANSWER} or {@link #REFUSES}. */
        double millis(int uplink, int target, double second);
    }

    /** An uplink took on another state. */
    record Change(int uplink, UplinkState before, UplinkState after, String reason, long at) {
        double second() {
            return (double) at / SECOND;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.3f s: uplink %d %s to %s: %s", second(), uplink, before, after, reason);
        }
    }

    record Sent(int uplink, int target, long at) {}

    private final long origin;
    private final VirtualProbing probing;
    private final List<Change> changes = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> decided = new ArrayList<>();
    private boolean isTerse;
    final HealthEngine engine;

    Story(Net net) {
        this(7 * SECOND, 1, net);
    }

    /**
     * Begins.
     *
     * @param origin what the engine's clock shows at time 0
     * @param seed of the order in which targets are asked
     */
    Story(long origin, long seed, Net net) {
        this.origin = origin;
        engine = new HealthEngine(new Random(seed)::nextInt, this);
        probing = new VirtualProbing(engine, (u, t, at) -> answer(net, u, t, at), origin);
    }

    private long answer(Net net, UplinkId uplink, int target, long at) {
        if (!isTerse) sent.add(new Sent(uplink.value(), target, at - origin));
        double millis = net.millis(uplink.value(), target, (double) (at - origin) / SECOND);
        if (millis == REFUSES) return REFUSED;
        return millis < 0 ? LOST : Math.round(millis * MILLI);
    }

    /** Remembers changes of state alone: for long stories. */
    Story terse() {
        isTerse = true;
        return this;
    }

    static Watched watched(int uplink, Draft draft) {
        return new Watched(new UplinkId(uplink), draft.policy(), true, Optional.empty());
    }

    static Watched unplugged(int uplink, Draft draft) {
        return new Watched(new UplinkId(uplink), draft.policy(), true, Optional.of("no carrier"));
    }

    static Watched idle(int uplink, Draft draft) {
        return new Watched(new UplinkId(uplink), draft.policy(), false, Optional.empty());
    }

    Story follow(Watched... uplinks) {
        return follow(Set.of(), uplinks);
    }

    /** Follows uplinks all of which, if known, have got another path. */
    Story move(Watched... uplinks) {
        return follow(Set.of(uplinks[0].uplink()), uplinks);
    }

    private Story follow(Set<UplinkId> moved, Watched... uplinks) {
        engine.follow(List.of(uplinks), moved, probing.now());
        return this;
    }

    /** So many uplinks of the same kind. */
    Story follow(int uplinks, Draft draft) {
        Watched[] all = new Watched[uplinks];
        for (int i = 0; i < uplinks; i++) all[i] = watched(i, draft);
        return follow(all);
    }

    Story until(double second) {
        probing.runUntil(origin + Math.round(second * SECOND));
        return this;
    }

    Story untilNanos(long time) {
        probing.runUntil(origin + time);
        return this;
    }

    /** Nobody calls the engine until then; what would have been sent is not. */
    Story starve(double second) {
        engine.advance(origin + Math.round(second * SECOND), (u, t, n) -> {});
        return this;
    }

    Story broken(int uplink) {
        engine.broken(new UplinkId(uplink), "no such device", probing.now());
        return this;
    }

    Story gone(int uplink) {
        engine.gone(new UplinkId(uplink), "no such device", probing.now());
        return this;
    }

    Story excuse(int uplink) {
        engine.excuse(new UplinkId(uplink));
        return this;
    }

    UplinkHealth health(int uplink) {
        return engine.health(probing.now()).uplink(new UplinkId(uplink));
    }

    UplinkState state(int uplink) {
        return health(uplink).state();
    }

    List<Target> silent() {
        return engine.health(probing.now()).silent();
    }

    /** When the clock shows this, in seconds of the story. */
    double second(long clock) {
        return (double) (clock - origin) / SECOND;
    }

    List<Change> changes() {
        return changes;
    }

    /** The states that an uplink took on one after the other. */
    List<UplinkState> states(int uplink) {
        return changes.stream()
                .filter(c -> c.uplink() == uplink)
                .map(Change::after)
                .toList();
    }

    long count(UplinkState after) {
        return changes.stream().filter(c -> c.after() == after).count();
    }

    Change last() {
        return changes.getLast();
    }

    List<Sent> sent() {
        return sent;
    }

    List<Sent> sentAfter(double second) {
        return sent.stream().filter(s -> s.at() > second * SECOND).toList();
    }

    long packets() {
        return probing.sent();
    }

    /** All that can be seen of it. */
    String told() {
        StringBuilder told = new StringBuilder();
        for (Change change : changes) told.append(change).append('\n');
        for (Sent each : sent) told.append(each).append('\n');
        for (String each : decided) told.append(each).append('\n');
        return told.toString();
    }

    @Override
    public void decided(UplinkId uplink, int target, long sentAt, long roundTrip) {
        if (!isTerse)
            decided.add("uplink %s target %d at %d: %d".formatted(uplink, target, sentAt - origin, roundTrip));
    }

    @Override
    public void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {
        changes.add(new Change(uplink.value(), before, after, reason, at - origin));
    }
}
