package dev.ftr.probe;

import dev.ftr.health.ProbeRound;
import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.probe.Prober.Path;
import dev.ftr.probe.Prober.Round;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * State of one round. All targets without an answer are asked at the same instants, one timeout apart. Every packet has
 * its own sequence number, counted from the round's first, and its own cookie: whoever answers one of them knows nothing
 * about the others. Times are those of {@link System#nanoTime}.
 */
final class EchoRound {
    private static final int SEQUENCES = 0x10000;
    private static final long NONE = -1;

    private final Path path;
    private final Round round;
    private final Consumer<ProbeRound> listener;
    private final long timeout;
    private final byte[][] addresses;
    private final long[] cookies;
    private final long[] sentAt;
    private final int[] sent;
    private final long[] roundTrips;
    private int firstSequence;
    private int attempt;
    private int answered;
    private int lastError;
    private long deadline;

    /** Throws IllegalArgumentException when no packet or answer could ever fulfil the round. */
    EchoRound(Path path, Round round, Consumer<ProbeRound> listener) {
        int targets = round.targets().size();
        if (round.required() < 1 || round.required() > targets)
            throw new IllegalArgumentException(
                    "%d answers required of %d targets".formatted(round.required(), targets));
        if (round.attempts() < 1 || targets * (long) round.attempts() > SEQUENCES)
            throw new IllegalArgumentException("%d attempts at %d targets".formatted(round.attempts(), targets));
        if (!round.timeout().isPositive())
            throw new IllegalArgumentException("timeout %s is not positive".formatted(round.timeout()));
        if (round.targets().stream().anyMatch(t -> t.family() != path.source().family()))
            throw new IllegalArgumentException("targets %s from %s".formatted(round.targets(), path.source()));
        this.path = path;
        this.round = round;
        this.listener = listener;
        timeout = round.timeout().toNanos();
        addresses = round.targets().stream().map(IpAddress::bytes).toArray(byte[][]::new);
        cookies = new long[targets * round.attempts()];
        sentAt = new long[targets * round.attempts()];
        sent = new int[targets];
        roundTrips = new long[targets];
        Arrays.fill(roundTrips, NONE);
    }

    Path path() {
        return path;
    }

    Consumer<ProbeRound> listener() {
        return listener;
    }

    int targets() {
        return addresses.length;
    }

    IpAddress target(int index) {
        return round.targets().get(index);
    }

    /** How many sequence numbers the round may need. */
    int packets() {
        return cookies.length;
    }

    void number(int first) {
        firstSequence = first;
    }

    /** Begins the next attempt; its wait ends one timeout after {@code now}. */
    void beginAttempt(long now) {
        attempt++;
        deadline = now + timeout;
    }

    boolean isAnswered(int target) {
        return roundTrips[target] != NONE;
    }

    /** Sequence number of the packet to this target in the present attempt, 0 to 65535. */
    int sequence(int target) {
        return (firstSequence + packet(target)) % SEQUENCES;
    }

    void sent(int target, long cookie, long now) {
        cookies[packet(target)] = cookie;
        sentAt[packet(target)] = now;
        sent[target]++;
    }

    /** The kernel refused to send. Whatever the reason, the attempt is used up, for the reason may go away. */
    void refused(int errno) {
        lastError = errno;
    }

    /** Takes a reply, which may be foreign, late, forged or a duplicate. An answer to any attempt counts. */
    void answer(EchoPacket reply, long now) {
        int packet = Math.floorMod(reply.sequence() - firstSequence, SEQUENCES);
        if (packet >= attempt * targets()) return;
        int target = packet % targets();
        boolean genuine = reply.cookie() == cookies[packet] && Arrays.equals(reply.source(), addresses[target]);
        if (!genuine || isAnswered(target)) return;
        roundTrips[target] = Math.max(0, now - sentAt[packet]);
        answered++;
    }

    boolean isGood() {
        return answered >= round.required();
    }

    /** End of the present attempt. */
    long deadline() {
        return deadline;
    }

    boolean hasAttemptsLeft() {
        return attempt < round.attempts();
    }

    /** The round as it stands; when every packet was refused, that is why it failed. */
    ProbeRound finish() {
        boolean allRefused = lastError != 0 && Arrays.stream(sent).sum() == 0;
        return allRefused ? fail(UplinkSocket.failure(path, refusal(lastError))) : result(Optional.empty());
    }

    /** The round as it stands, ended for this reason. */
    ProbeRound fail(String why) {
        return result(Optional.of(why));
    }

    private ProbeRound result(Optional<String> failure) {
        List<TargetResult> results = attempt == 0
                ? List.of()
                : IntStream.range(0, targets()).mapToObj(this::result).toList();
        return new ProbeRound(path.uplink(), results, failure);
    }

    private TargetResult result(int target) {
        Optional<Duration> roundTrip =
                isAnswered(target) ? Optional.of(Duration.ofNanos(roundTrips[target])) : Optional.empty();
        return new TargetResult(target(target), sent[target], roundTrip);
    }

    private int packet(int target) {
        return (attempt - 1) * targets() + target;
    }

    /** EPERM is what netfilter answers when a rule of OUTPUT or POSTROUTING drops the packet. */
    private static String refusal(int errno) {
        return Errno.words(errno) + (errno == Errno.EPERM ? " (a firewall rule drops the probes)" : "");
    }
}
