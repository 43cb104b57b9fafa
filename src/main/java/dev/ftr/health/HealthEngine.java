package dev.ftr.health;

import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** The health of all uplinks: results and the time in, {@link Health} out, and what to probe next. */
public final class HealthEngine implements ProbeSchedule {
    /** Called so much later than it asked for, it takes the time for unseen. */
    private static final long BLIND = Duration.ofMillis(500).toNanos();

    /** So many probes in a row, through all uplinks together, must miss their answer before a target is blamed. */
    private static final int SILENT = 2 * Line.SILENT;

    private final IntUnaryOperator choice;
    private final ProbeObserver observer;
    private final SortedMap<UplinkId, UplinkWatch> watches = new TreeMap<>();
    private long due = Long.MAX_VALUE;
    private final Map<Target, Long> blamed = new HashMap<>();
    private long origin;

    /** @param choice gives a number from 0 to its argument less 1, all equally likely; it shuffles the targets */
    public HealthEngine(IntUnaryOperator choice, ProbeObserver observer) {
        this.choice = choice;
        this.observer = observer;
    }

    /**
     * From now on these uplinks are followed, and no others. An uplink that is known goes on as it was.
     *
     * @param moved those whose path is another one than before
     */
    public void follow(List<Watched> uplinks, Set<UplinkId> moved, long now) {
        if (watches.isEmpty()) origin = now;
        watches.keySet()
                .removeIf(id -> uplinks.stream().noneMatch(u -> u.uplink().equals(id)));
        for (Watched uplink : uplinks) {
            UplinkWatch before = watches.get(uplink.uplink());
            boolean changed = moved.contains(uplink.uplink());
            if (before == null || changed || !before.policy().equals(uplink.policy())) {
                UplinkWatch next = new UplinkWatch(uplink, choice, observer, origin, now);
                if (before != null) next.inherit(before, changed, now);
                watches.put(uplink.uplink(), next);
            }
            watch(uplink.uplink()).update(uplink, now);
        }
        settle(now);
    }

    /** What was learnt of an uplink is not true of what its number stands for now. */
    public void forget(UplinkId uplink) {
        watches.remove(uplink);
    }

    /** What is not answered at this moment says nothing: its way was missing. */
    public void excuse(UplinkId uplink) {
        UplinkWatch watch = watches.get(uplink);
        if (watch != null) watch.excuse();
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void advance(long now, Sender sender) {
        if (due != Long.MAX_VALUE && now - due > BLIND) for (UplinkWatch watch : watches.values()) watch.skip(now);
        for (UplinkWatch watch : watches.values()) if (watch.due() <= now) watch.advance(now, sender);
        settle(now);
    }

    @Override
    public void answered(UplinkId uplink, int target, int number, long sentAt, long receivedAt) {
        UplinkWatch watch = watches.get(uplink);
        if (watch == null) return;
        watch.answered(target, number, sentAt, receivedAt);
        settle(receivedAt);
    }

    @Override
    public void refused(UplinkId uplink, int target, int number, String why, long at) {
        UplinkWatch watch = watches.get(uplink);
        if (watch == null) return;
        watch.refused(target, number, why, at);
        settle(at);
    }

    @Override
    public void broken(UplinkId uplink, String why, long at) {
        UplinkWatch watch = watches.get(uplink);
        if (watch == null) return;
        watch.broken(why, at);
        settle(at);
    }

    @Override
    public void gone(UplinkId uplink, String why, long at) {
        UplinkWatch watch = watches.get(uplink);
        if (watch == null) return;
        watch.gone(why, at);
        settle(at);
    }

    /** A picture of this moment. */
    public Health health(long now) {
        SortedMap<UplinkId, UplinkHealth> uplinks = new TreeMap<>();
        watches.forEach((id, watch) -> uplinks.put(id, watch.health(now)));
        return new Health(uplinks, silent(now), now);
    }

    private UplinkWatch watch(UplinkId uplink) {
        UplinkWatch watch = watches.get(uplink);
        if (watch == null) throw new IllegalArgumentException("uplink " + uplink + " is not followed");
        return watch;
    }

    /** Tells each uplink whether it is the only one, until that changes nothing more, and finds out what is due first. */
    private void settle(long now) {
        int carrying = carrying();
        for (int before = -1; before != carrying; carrying = carrying()) {
            before = carrying;
            for (UplinkWatch watch : watches.values()) watch.setAlone(carrying() == (watch.carries() ? 1 : 0), now);
        }
        due = Long.MAX_VALUE;
        for (UplinkWatch watch : watches.values()) due = Math.min(due, watch.due());
    }

    /** One uplink through which the target answers is enough. */
    private static int together(int one, int other) {
        return one < Line.SILENT || other < Line.SILENT ? 0 : one + other;
    }

    private int carrying() {
        int count = 0;
        for (UplinkWatch watch : watches.values()) if (watch.carries()) count++;
        return count;
    }

    /** Whoever is blamed stays so until he is heard, whatever becomes of the uplinks meanwhile. */
    private List<Target> silent(long now) {
        blame(now);
        blamed.entrySet().removeIf(entry -> !isStillSilent(entry.getKey(), entry.getValue()));
        return blamed.keySet().stream()
                .sorted(Comparator.comparing(Target::toString))
                .toList();
    }

    private void blame(long now) {
        Map<Target, Integer> silences = new HashMap<>();
        for (UplinkWatch watch : watches.values()) {
            if (!watch.works()) continue;
            List<Target> asked = watch.policy().targets();
            for (int i = 0; i < asked.size(); i++)
                silences.merge(asked.get(i), watch.silence(i), HealthEngine::together);
        }
        silences.forEach((target, silence) -> {
            if (silence >= SILENT) blamed.putIfAbsent(target, now);
        });
    }

    private boolean isStillSilent(Target target, long since) {
        boolean asked = false;
        for (UplinkWatch watch : watches.values()) {
            int index = watch.policy().targets().indexOf(target);
            if (index < 0) continue;
            asked = true;
            if (watch.heardAt(index) > since) return false;
        }
        return asked;
    }
}
