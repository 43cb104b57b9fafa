package dev.ftr.daemon;

import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.kernel.KernelPart;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What the daemon has to look at, and when. The first sign of a change is answered at once; after that the kernel's events
 * wait until {@link #THROTTLE} has passed since the last round, and longer where somebody fights over the same objects. What
 * failed is tried again after 0.5 s, then twice that and so on up to a minute; all is looked at every minute. Both are up to a
 * tenth longer, so that several routers do not act in step.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
final class Agenda {
    private static final Duration RESYNC = Duration.ofSeconds(60);

    /** While a source of the kernel's events does not work. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private static final Duration THROTTLE = Duration.ofMillis(100);
    private static final Duration SHORTEST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);
    private static final double JITTER = 0.1;

    private final RandomGenerator random;
    private final Contention contention = new Contention();
    private final Set<KernelPart> changed = EnumSet.noneOf(KernelPart.class);
    private boolean health;
    private boolean config;
    private boolean missed;
    private boolean blind;
    private boolean linksMoved;
    private boolean trusted;
    private Duration retry = Duration.ZERO;
    private long lastAt;
    private long lookAt;

    Agenda(RandomGenerator random) {
        this.random = random;
    }

    /** A round to be made now, and why. */
    record Round(String cause, Extent extent) {
        static final Round START = new Round("start", Extent.EVERYWHERE);
    }

    void kernelChanged(KernelPart part) {
        changed.add(part);
    }

    void changesMissed() {
        missed = true;
    }

    void healthChanged() {
        health = true;
    }

    void configChanged() {
        config = true;
    }

    /** Whether something is waited for of which no event tells us. */
    void setBlind(boolean nowBlind) {
        if (nowBlind && !blind) lookAt = Math.min(lookAt, lastAt + POLL.toNanos());
        blind = nowBlind;
    }

    /**
     * The round that is due.
     *
     * @param settled whether verdicts on the uplinks count already
     */
    Optional<Round> next(long now, boolean settled) {
        if (config) return Optional.of(new Round("config", Extent.EVERYWHERE));
        // A failover waits for no iptables: it may hang. What is to be seen to there comes right after.
        if (health && settled) return Optional.of(new Round("health", Extent.ROUTING));
        boolean kernel = now >= kernelDue(now);
        // Nor do interfaces; but if these never end, the look at everything has to come all the same.
        if (kernel && changed.contains(KernelPart.LINKS) && now - lookAt < LONGEST_DELAY.toNanos())
            return Optional.of(new Round("kernel", concerned()));
        if (now >= missedDue()) return Optional.of(new Round("resync", Extent.EVERYWHERE));
        if (now >= lookAt)
            return Optional.of(
                    retry.isZero() ? new Round("resync", Extent.GLANCE) : new Round("retry", Extent.EVERYWHERE));
        if (kernel) return Optional.of(new Round("kernel", concerned()));
        return Optional.empty();
    }

    private Extent concerned() {
        boolean firewallOnly = changed.equals(EnumSet.of(KernelPart.FIREWALL));
        return firewallOnly || (trusted && changed.contains(KernelPart.FIREWALL)) ? Extent.OURS : Extent.ROUTING;
    }

    /** When {@link #next} has to be asked at the latest, if nothing happens before. */
    long due(long now) {
        return Math.min(lookAt, Math.min(missedDue(), kernelDue(now)));
    }

    private long missedDue() {
        return missed ? lastAt + THROTTLE.toNanos() : Long.MAX_VALUE;
    }

    private long kernelDue(long now) {
        if (changed.isEmpty()) return Long.MAX_VALUE;
        long pause = contention.pause(now).toNanos();
        // Interfaces come and go by themselves, whoever fights over the rest.
        boolean urgent = changed.contains(KernelPart.LINKS);
        return lastAt + (urgent ? THROTTLE.toNanos() : Math.max(pause, THROTTLE.toNanos()));
    }

    /**
     * A round begins: what is known by now is answered by it.
     *
     * @param settled whether verdicts on the uplinks count already
     */
    void begun(Round round, boolean settled) {
        linksMoved = changed.contains(KernelPart.LINKS);
        if (round.extent() != Extent.ROUTING) changed.clear();
        else changed.retainAll(EnumSet.of(KernelPart.FIREWALL));
        config = false;
        health &= !settled;
        missed &= round.extent() != Extent.EVERYWHERE;
    }

    /**
     * A round has ended.
     *
     * @param done whether nothing is left to be tried again
     * @param mended names of what it changed
     */
    void ended(long now, Round round, boolean done, Collection<String> mended) {
        // What has gone with its interface was taken away by nobody.
        if (isRepair(round) && !linksMoved) contention.mended(now, mended);
        lastAt = now;
        // It did not look at what had failed before.
        if (round.extent() == Extent.ROUTING && done && !trusted) return;
        trusted = done;
        boolean looked = round.extent() == Extent.EVERYWHERE || round.extent() == Extent.GLANCE;
        if (done && looked) retry = Duration.ZERO;
        else if (!done && (retry.isZero() || !isAsked(round))) retry = longer(retry);
        Duration wait = done ? (blind ? POLL : RESYNC) : retry;
        // A round that looked at a part only does not put off the look at everything.
        long at = now + jittered(wait);
        lookAt = looked ? at : Math.min(lookAt, at);
        // Then it can be said that it is over.
        lookAt = Math.min(lookAt, contention.endsAt(now));
    }

    /** Whether it was made for what happened: however often that is, what failed is tried again as soon as before. */
    private static boolean isAsked(Round round) {
        return switch (round.cause()) {
            case "kernel", "health", "config" -> true;
            default -> false;
        };
    }

    private static boolean isRepair(Round round) {
        return switch (round.cause()) {
            case "kernel", "resync", "retry" -> true;
            default -> false;
        };
    }

    /** What somebody else keeps changing, by name. */
    List<String> contested(long now) {
        return contention.objects(now);
    }

    Duration pause(long now) {
        return contention.pause(now);
    }

    private static Duration longer(Duration retry) {
        Duration twice = retry.isZero() ? SHORTEST_RETRY : retry.multipliedBy(2);
        return twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
    }

    private long jittered(Duration wait) {
        return Math.round(wait.toNanos() * (1 + JITTER * random.nextDouble()));
    }
}
