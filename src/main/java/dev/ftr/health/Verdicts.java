package dev.ftr.health;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;

/** The verifications of one uplink: what they rest on, when they fail, and whether late answers refute the last one. */
final class Verdicts {
    /** A line that answers something is not cut; it may lose packets. So often it is asked before the verdict. */
    private static final int MOST_ROUNDS = 7;

    /** A line that is known to lose many packets gets more patience: it is spared new connections anyway. */
    private static final int MOST_ROUNDS_OF_LOSSY = 10;

    /** In timeouts: when a last round may begin, so that a verdict never waits for long. */
    private static final double LAST_ROUND = 1.5;

    private static final double LAST_ROUND_OF_LOSSY = 3;
    private static final double INTERVAL_PARTS = 4;

    /** What is less probable than this is no accident. */
    private static final double NO_ACCIDENT = 1e-5;

    private final ProbePolicy policy;
    private final Line line;
    private final Round round;
    private final Tally late;
    private int from;
    private long begunAt;
    private int rounds;
    private int failed;
    private String refusal = "";
    private boolean gatewayKnown;
    private boolean gatewayAnswered;
    private boolean everGood;
    private boolean verdictOfSilence;
    private boolean refutable;
    private int refutableTo;
    private long refutableUntil;

    Verdicts(ProbePolicy policy, Line line, Round round) {
        this.policy = policy;
        this.line = line;
        this.round = round;
        this.late = new Tally(policy.targets().size());
    }

    /**
     * Begins a verification with its first round.
     *
     * @param from the first probe whose answer counts
     */
    void begin(int from, long now) {
        this.from = from;
        begunAt = now;
        gatewayAnswered = false;
        rounds = 0;
        askAgain(now);
    }

    void askAgain(long now) {
        rounds++;
        round.begin(from, true, now);
    }

    long begunAt() {
        return begunAt;
    }

    void gatewayAnswered(int number) {
        gatewayKnown = true;
        gatewayAnswered |= number - from >= 0;
    }

    void refused(String why) {
        refusal = why;
    }

    /** Some beyond the gateway have answered, but too few: one more round is due. */
    boolean isDoubtful(boolean lossy, long now) {
        double last = lastRound(policy, lossy ? LAST_ROUND_OF_LOSSY : LAST_ROUND);
        return answeredBeyond() > 0 && rounds < (lossy ? MOST_ROUNDS_OF_LOSSY : MOST_ROUNDS) && now - begunAt < last;
    }

    /** How many rounds there may be at the most when each takes so long, nanoseconds. */
    static int rounds(ProbePolicy policy, long each) {
        double last = lastRound(policy, LAST_ROUND);
        return (int) Math.clamp(Math.ceil(last / each), 1, MOST_ROUNDS);
    }

    /** There is no hurry where heartbeats are rare. */
    private static double lastRound(ProbePolicy policy, double timeouts) {
        return Math.max(timeouts * policy.timeout().toNanos(), policy.interval().toNanos() / INTERVAL_PARTS);
    }

    /** The gateway's own answer says nothing of what is beyond it. */
    private int answeredBeyond() {
        int count = 0;
        for (int i = 0; i < policy.targets().size(); i++)
            if (round.tally().has(i) && !(policy.targets().get(i) instanceof Target.Neighbour)) count++;
        return count;
    }

    /** Whether the last verdict rests on silence alone, which the usual loss does not explain. */
    boolean mayBeBlink() {
        return verdictOfSilence;
    }

    /** The verification has failed: whether that is the verdict. */
    boolean fail() {
        failed++;
        return failed >= policy.hysteresis().downAfter();
    }

    /** Whether a verification has failed and another one is to follow. */
    boolean isOpen() {
        return failed > 0;
    }

    void pass() {
        everGood = true;
        settle();
    }

    void forget() {
        verdictOfSilence = false;
        settle();
    }

    private void settle() {
        failed = 0;
        refusal = "";
        refutable = false;
    }

    String reason() {
        String count = "%d of %d targets answered, %d required"
                .formatted(round.tally().count(), policy.targets().size(), policy.required());
        return refusal.isEmpty() || round.isGood() ? count : count + "; " + refusal;
    }

    FaultPlace place() {
        boolean gateway = gatewayAnswered;
        boolean beyond = false;
        boolean onlyDnsMissing = true;
        for (int i = 0; i < policy.targets().size(); i++) {
            Target target = policy.targets().get(i);
            boolean answered = round.tally().has(i);
            gateway |= answered && target instanceof Target.Neighbour;
            beyond |= answered && !(target instanceof Target.Neighbour);
            onlyDnsMissing &= answered || target instanceof Target.Dns;
        }
        if (beyond) return onlyDnsMissing ? FaultPlace.DNS : FaultPlace.INTERNET;
        boolean neverAnswers = everGood && !gatewayKnown;
        return gateway || neverAnswers ? FaultPlace.PROVIDER : FaultPlace.GATEWAY;
    }

    /**
     * The verdict has been given; for one timeout late answers may refute it.
     *
     * @param loss share of packets that was lost before, 0 to 1
     */
    void holdOpen(double loss, long now) {
        late.copy(round.tally());
        int probes = policy.targets().size() * policy.attempts();
        verdictOfSilence = answeredBeyond() == 0 && Math.pow(loss, probes) < NO_ACCIDENT;
        refutable = true;
        refutableTo = line.pending().next();
        refutableUntil = now + policy.timeout().toNanos();
    }

    /** Takes an answer that came after the verdict; whether enough have come now. */
    boolean isRefutedBy(int target, int number, long at) {
        if (!refutable || at > refutableUntil || number - refutableTo >= 0) return false;
        late.add(target, number);
        return late.count() >= policy.required();
    }
}
