package dev.ftr.health;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;

/**
 * The state machine of one uplink. While it is good, one target after the other gets a heartbeat. A heartbeat without an
 * answer is suspicious: a verification, a round to all targets, decides. While it is down, rounds find out whether it is back.
 */
final class UplinkWatch {
    private enum Phase {
        /** Nothing is known yet; a verification decides. */
        FIRST,
        GOOD,
        LOST
    }

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** After a verdict, to tell a failure from a line that only blinked. */
    private static final long SECOND_LOOK = Duration.ofMillis(250).toNanos();

    /**
     * How long an interface may be without an address before the line is held to be down. A DHCP client that gets another
     * address takes the old one away first; udhcpc then waits 3 s before it asks the server again.
     */
    private static final long CHANGEOVER = Duration.ofSeconds(5).toNanos();

    private static final int MISSED_INTERVALS = 3;
    private static final long NEVER = Long.MAX_VALUE;

    private final UplinkId id;
    private final ProbePolicy policy;
    private final ProbeObserver observer;
    private final long origin;
    private final long interval;
    private final long timeout;
    private final long proofSpacing;
    private final long longestSilence;
    private final Line line;
    private final Round round;
    private final Verdicts verdicts;
    private final Quality quality;
    private final Allowance allowance;
    private final Comeback comeback;
    private final Standing standing;
    private boolean candidate;
    private boolean alone;
    private Optional<String> linkDown = Optional.empty();

    private Phase phase = Phase.FIRST;
    private long due;
    /** When the next heartbeat or round is due, unless a round runs. */
    private long nextAt;
    /** When something was last heard, or found missing. */
    private long groundedAt;

    /** When an uplink without an address is held to be down after all; {@link #NEVER} while it is not in doubt. */
    private long giveUpAt = NEVER;

    private String giveUpWhy = "";
    private boolean changing;

    private boolean suspected;
    private boolean excused;
    private boolean excusedBefore;

    /** @param origin from where ticks are counted: uplinks with the same interval send together, and wake the processor once */
    UplinkWatch(Watched watched, IntUnaryOperator choice, ProbeObserver observer, long origin, long now) {
        this.origin = origin;
        id = watched.uplink();
        policy = watched.policy();
        candidate = watched.candidate();
        this.observer = observer;
        interval = policy.interval().toNanos();
        timeout = policy.timeout().toNanos();
        Promise promise = new Promise(policy);
        proofSpacing = promise.proofSpacing().toNanos();
        // A budget may stretch the interval.
        long usual = Math.max(
                promise.interval().toNanos(),
                promise.roundInterval(policy.interval()).toNanos());
        longestSilence = MISSED_INTERVALS * Math.max(usual, timeout);
        line = new Line(policy, choice);
        round = new Round(policy, line);
        verdicts = new Verdicts(policy, line, round);
        quality = new Quality(policy, line);
        allowance = new Allowance(policy, now);
        comeback = new Comeback(policy, now);
        standing = new Standing(id, observer, now);
        nextAt = now;
        groundedAt = now;
        due = now;
    }

    /**
     * Takes over from a watch with another policy or path.
     *
     * @param moved the path is another one: what worked over the old one is unknown, but what failed has still to prove itself
     */
    void inherit(UplinkWatch before, boolean moved, long now) {
        comeback.inherit(before.comeback);
        linkDown = before.linkDown;
        giveUpAt = moved ? NEVER : before.giveUpAt;
        giveUpWhy = before.giveUpWhy;
        line.pending().startAt(before.line.pending().next());
        standing.inherit(before.standing);
        if (moved && before.phase != Phase.LOST) {
            standing.become(UplinkState.UNKNOWN, UplinkHealth.UNKNOWN.reason(), now);
            return;
        }
        phase = before.phase;
        suspected = phase == Phase.GOOD;
        if (phase == Phase.GOOD) {
            quality.goOnFrom(before.quality);
            if (standing.state() != quality.state()) standing.become(quality.state(), standing.reason(), now);
        }
    }

    ProbePolicy policy() {
        return policy;
    }

    UplinkState state() {
        return standing.state();
    }

    boolean works() {
        return standing.works();
    }

    boolean carries() {
        return candidate && works();
    }

    /** Probes that the target has not answered one after the other although the uplink works. */
    int silence(int target) {
        return line.silence(target);
    }

    /** When the target was heard last; {@link Long#MIN_VALUE} if never. */
    long heardAt(int target) {
        return line.heardAt(target);
    }

    long due() {
        return due;
    }

    void update(Watched watched, long now) {
        candidate = watched.candidate();
        changing = watched.changing();
        if (!linkDown.equals(watched.linkDown())) {
            linkDown = watched.linkDown();
            nextAt = now;
            giveUpAt = linkDown.isPresent() ? giveUpAt : NEVER;
            linkDown.ifPresent(why -> unplugged(why, now));
        }
        plan(now);
    }

    private void unplugged(String why, long now) {
        quiet();
        if (changing && (phase == Phase.GOOD || giveUpAt != NEVER)) {
            giveUpAt = Math.min(giveUpAt, now + CHANGEOVER);
            giveUpWhy = why;
            forget(why, now);
        } else fail(why, FaultPlace.LINK, now);
    }

    private void giveUp(long now) {
        // It worked until its address was taken away.
        phase = Phase.GOOD;
        fail(giveUpWhy, FaultPlace.LINK, now);
    }

    /** Takes note of whether no other uplink carries new connections: then this one is not held back. */
    void setAlone(boolean nowAlone, long now) {
        if (alone == (nowAlone && candidate)) return;
        alone = nowAlone && candidate;
        if (alone && phase == Phase.LOST && linkDown.isEmpty()) {
            if (comeback.hasBegun()) comeBack(now);
            else nextAt = Math.min(nextAt, Math.max(now, round.startedAt() + pace()));
        }
        plan(now);
    }

    void excuse() {
        boolean underWay = round.isRunning() || line.pending().expiry() != NEVER;
        excused |= underWay && !excusedBefore;
    }

    void advance(long now, ProbeSchedule.Sender sender) {
        expire(now);
        judge(now);
        if (giveUpAt <= now) giveUp(now);
        if (linkDown.isEmpty()) {
            if (!round.isRunning()) begin(now, sender);
            if (round.isRunning()) step(now, sender);
            if (phase == Phase.GOOD) tryRested(now, sender);
        }
        plan(now);
    }

    /** Time has passed unseen. What was under way says nothing; what the uplink is like is found out at once. */
    void skip(long now) {
        quiet();
        nextAt = now;
        suspected = phase == Phase.GOOD;
        long blind = now - groundedAt;
        if (linkDown.isEmpty() && phase != Phase.FIRST && blind > longestSilence)
            forget("nothing was heard for %d s: the program was held up".formatted(blind / SECOND), now);
        plan(now);
    }

    void answered(int target, int number, long sentAt, long receivedAt) {
        if (!line.pending().isOpen(number) || line.pending().target(number) != target) return;
        line.pending().close(number);
        groundedAt = receivedAt;
        if (target == ProbeSchedule.GATEWAY) {
            verdicts.gatewayAnswered(number);
        } else {
            long roundTrip = Math.max(0, receivedAt - sentAt);
            observer.decided(id, target, sentAt, roundTrip);
            line.answered(target, receivedAt, roundTrip);
            if (phase == Phase.LOST && verdicts.isRefutedBy(target, number, receivedAt)) retract(receivedAt, roundTrip);
            if (round.isRunning()) round.tally().add(target, number);
            else excused = false;
            if (round.isRunning() && round.isGood()) succeed(receivedAt);
            judge(receivedAt);
        }
        plan(receivedAt);
    }

    void refused(int target, int number, String why, long at) {
        if (!line.pending().isOpen(number) || line.pending().target(number) != target) return;
        boolean heartbeat = line.pending().isHeartbeat(number);
        long sentAt = line.pending().sentAt(number);
        line.pending().close(number);
        groundedAt = at;
        if (target != ProbeSchedule.GATEWAY) {
            verdicts.refused(why);
            suspected |= heartbeat;
            round.refused();
            lose(target, sentAt, at, ProbeObserver.REFUSED);
        }
        plan(at);
    }

    /** Nothing can be sent. That is no proof that the uplink is down, but none that it works either. */
    void broken(String why, long at) {
        if (linkDown.isEmpty()) forget("cannot be probed: " + why, at);
        pause(at);
    }

    /** Device or source address is not there any more; it is tried whether they come back. */
    void gone(String why, long at) {
        if (linkDown.isEmpty()) unplugged(why, at);
        pause(at);
    }

    private void pause(long at) {
        quiet();
        groundedAt = at;
        nextAt = at + Math.min(interval, SECOND);
        plan(at);
    }

    UplinkHealth health(long now) {
        line.window().slide(now);
        boolean heard = line.window().hasAnswers();
        return new UplinkHealth(
                standing.state(),
                standing.since(),
                standing.reason(),
                standing.place(),
                heard ? Optional.of(nanos(line.window().meanRoundTrip())) : Optional.empty(),
                heard ? Optional.of(nanos(line.window().jitter())) : Optional.empty(),
                phase == Phase.GOOD ? line.loss() : line.window().lossWithout(0),
                phase == Phase.LOST ? comeback.heldUntil(now) : OptionalLong.empty());
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos((long) nanos);
    }

    private void plan(long now) {
        due = Math.min(Math.min(line.pending().expiry(), nextStep(now)), giveUpAt);
    }

    private long nextStep(long now) {
        if (linkDown.isPresent()) return NEVER;
        if (round.isRunning()) return round.isHopeless() ? now : round.stepAt(now);
        if (phase != Phase.GOOD) return nextAt;
        if (suspected) return now;
        return Math.min(
                Math.min(nextAt, line.pending().suspicion()), line.rotation().restEnds());
    }

    private void expire(long now) {
        Pending pending = line.pending();
        while (pending.expiry() <= now || pending.isFull()) {
            int number = pending.oldest();
            int target = pending.target(number);
            long sentAt = pending.sentAt(number);
            // Where the patience is the whole timeout, it is suspicious now, and soon nothing is left to show it.
            suspected |= pending.isHeartbeat(number);
            pending.close(number);
            groundedAt = now;
            if (target != ProbeSchedule.GATEWAY) lose(target, sentAt, now, ProbeObserver.LOST);
        }
    }

    private void lose(int target, long sentAt, long at, long how) {
        observer.decided(id, target, sentAt, how);
        // What was lost before it began to answer again is no quality of the uplink that has come back.
        if (comeback.since() - sentAt > 0) return;
        line.lost(target, at, phase == Phase.GOOD);
    }

    /** Begins what is due while no round runs. */
    private void begin(long now, ProbeSchedule.Sender sender) {
        switch (phase) {
            case FIRST -> {
                if (nextAt > now) return;
                // Where nothing can be sent this is tried again and again, and must not run up a debt.
                nextAt = allowance.whenAffordable(line.roundBytes(), now);
                if (nextAt <= now) verify(line.pending().next(), now);
            }
            case GOOD -> {
                int suspect = line.pending().suspect(now);
                if (suspected || suspect != line.pending().next()) verify(suspect, now);
                else if (nextAt <= now && verdicts.isOpen()) verify(suspect, now);
                else if (nextAt <= now) beat(now, sender);
            }
            case LOST -> {
                if (nextAt > now) return;
                nextAt = allowance.whenAffordable(line.roundBytes(), now);
                if (nextAt <= now) round.begin(line.pending().next(), false, now);
            }
        }
    }

    private void beat(long now, ProbeSchedule.Sender sender) {
        long affordable = allowance.whenAffordable(line.beatBytes(), now);
        if (affordable > now) {
            nextAt = affordable;
            return;
        }
        int target = line.rotation().next();
        send(target, now, now + line.patience(target, now), sender);
        nextAt = tickAfter(now);
    }

    /** The last tick that is no more than an interval away. */
    private long tickAfter(long time) {
        return origin + Math.floorDiv(time + interval - origin, interval) * interval;
    }

    private void tryRested(long now, ProbeSchedule.Sender sender) {
        int target = line.rotation().takeRested(now);
        if (target >= 0) send(target, now, NEVER, sender);
    }

    private void verify(int from, long now) {
        suspected = false;
        line.pending().trustAll();
        verdicts.begin(from, now);
    }

    private void step(long now, ProbeSchedule.Sender sender) {
        boolean hopeless = round.isHopeless();
        while (round.isRunning() && (hopeless || round.stepAt(now) <= now)) {
            if (round.triesAgain()) attempt(now, sender);
            else end(now);
            hopeless = false;
        }
    }

    private void attempt(long now, ProbeSchedule.Sender sender) {
        round.beginAttempt(now);
        send(ProbeSchedule.GATEWAY, now, NEVER, sender);
        for (int target = 0; target < policy.targets().size(); target++)
            if (!round.tally().has(target)) send(target, now, NEVER, sender);
    }

    private void send(int target, long now, long suspicious, ProbeSchedule.Sender sender) {
        if (line.pending().isFull()) expire(now);
        allowance.spend(line.bytes(target), now);
        sender.send(id, target, line.pending().add(target, now, suspicious));
    }

    /** The round is over, and too few have answered. */
    private void end(long now) {
        round.stop();
        groundedAt = now;
        if (phase == Phase.LOST) {
            comeback.bad(now);
            nextAt = Math.max(now, round.startedAt() + pace());
            if (standing.state() == UplinkState.UNKNOWN)
                standing.become(UplinkState.DOWN, verdicts.reason(), Optional.of(verdicts.place()), now);
        } else if (excused) {
            excused = false;
            excusedBefore = true;
            verify(line.pending().next(), now);
        } else if (verdicts.isDoubtful(quality.isLossy(), now)) {
            verdicts.askAgain(now);
        } else if (verdicts.fail() || phase == Phase.FIRST) {
            double loss = line.loss();
            fail(verdicts.reason(), verdicts.place(), now);
            verdicts.holdOpen(loss, now);
            long usual = verdicts.begunAt() + pace();
            nextAt = Math.max(now, verdicts.mayBeBlink() ? Math.min(now + SECOND_LOOK, usual) : usual);
        } else {
            nextAt = Math.max(now, verdicts.begunAt() + interval);
        }
    }

    private void succeed(long at) {
        round.stop();
        excused = false;
        excusedBefore = false;
        if (phase == Phase.LOST) {
            prove(at);
        } else {
            verdicts.pass();
            nextAt = Math.max(at, tickAfter(round.startedAt()));
            if (phase == Phase.FIRST) become(Phase.GOOD, UplinkState.UP, verdicts.reason(), at);
        }
    }

    private void prove(long at) {
        long blink = at - verdicts.begunAt();
        if (!comeback.hasBegun() && verdicts.mayBeBlink() && blink <= timeout) line.expectSilence(blink, at);
        comeback.good(round.startedAt());
        boolean proven = comeback.isProven(at);
        if (alone || (proven && !comeback.isHeld(at))) comeBack(at);
        else nextAt = Math.max(at, round.startedAt() + (proven ? pace() : proofSpacing));
    }

    private void comeBack(long at) {
        // Taken back in a hurry in the middle of a round: what the round has not heard so far may be missing for good.
        suspected = round.isRunning();
        round.stop();
        verdicts.pass();
        line.window().forgetUntil(comeback.since());
        nextAt = Math.max(at, tickAfter(round.startedAt()));
        become(Phase.GOOD, UplinkState.UP, verdicts.reason(), at);
        judge(at);
    }

    /** The answers that were missed are here: the line is slow, not cut. */
    private void retract(long at, long roundTrip) {
        round.stop();
        comeback.refute(at);
        nextAt = tickAfter(at);
        become(
                Phase.GOOD,
                UplinkState.UP,
                "its answers came late, after up to %d ms".formatted(roundTrip / 1_000_000),
                at);
    }

    private void fail(String why, FaultPlace where, long now) {
        verdicts.forget();
        suspected = false;
        quality.forget();
        line.forgiveTargets();
        comeback.lose(phase == Phase.GOOD, now);
        phase = Phase.LOST;
        giveUpAt = NEVER;
        String held = comeback.isHeld(now)
                ? "; failed so often that it is held down for %d s at least".formatted(comeback.holdFor(now) / SECOND)
                : "";
        standing.become(UplinkState.DOWN, why + held, Optional.of(where), now);
    }

    private void forget(String why, long now) {
        verdicts.forget();
        quality.forget();
        // What was down has still to prove itself.
        become(phase == Phase.LOST ? Phase.LOST : Phase.FIRST, UplinkState.UNKNOWN, why, now);
    }

    private void become(Phase next, UplinkState state, String why, long now) {
        phase = next;
        if (next == Phase.GOOD) giveUpAt = NEVER;
        comeback.reset();
        standing.become(state, why, now);
    }

    private void judge(long at) {
        if (phase == Phase.GOOD && quality.judge()) standing.become(quality.state(), quality.reason(), at);
    }

    /** Stops what is under way, without a verdict. */
    private void quiet() {
        round.stop();
        line.pending().closeAll();
        suspected = false;
    }

    /** From one round to the next while it is down; there is no waiting while nothing works. */
    private long pace() {
        return alone ? Math.min(interval, SECOND) : interval;
    }
}
