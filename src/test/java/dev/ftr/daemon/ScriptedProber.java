package dev.ftr.daemon;

import dev.ftr.health.ProbeRound;
import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Uplinks that work or not as a test says; each round is answered at once, unless the test holds the answer back. */
final class ScriptedProber implements Prober {
    private final Set<UplinkId> broken = new HashSet<>();
    private final Set<UplinkId> held = new HashSet<>();
    private final Map<UplinkId, List<Runnable>> waiting = new HashMap<>();
    private final List<Path> asked = new ArrayList<>();

    @Override
    public synchronized void start(Path path, Round round, Consumer<ProbeRound> listener) {
        asked.add(path);
        if (held.contains(path.uplink()))
            waiting.computeIfAbsent(path.uplink(), k -> new ArrayList<>())
                    .add(() -> listener.accept(result(path, round)));
        else listener.accept(result(path, round));
    }

    private ProbeRound result(Path path, Round round) {
        boolean works = !broken.contains(path.uplink());
        return new ProbeRound(
                path.uplink(),
                round.targets().stream()
                        .map(t -> works
                                ? new TargetResult(t, 1, Optional.of(Duration.ofMillis(12)))
                                : new TargetResult(t, round.attempts(), Optional.empty()))
                        .toList(),
                Optional.empty());
    }

    synchronized void fail(int id) {
        broken.add(new UplinkId(id));
    }

    synchronized void work(int id) {
        broken.remove(new UplinkId(id));
    }

    /** From now on this uplink's rounds do not end. */
    synchronized void hold(int id) {
        held.add(new UplinkId(id));
    }

    /** Ends the rounds that were held back, with what the uplink is like now. */
    synchronized void release(int id) {
        held.remove(new UplinkId(id));
        releaseButHoldNext(id);
    }

    /** Ends the rounds that were held back, but not those that begin after them. */
    synchronized void releaseButHoldNext(int id) {
        Optional.ofNullable(waiting.remove(new UplinkId(id))).ifPresent(rounds -> rounds.forEach(Runnable::run));
    }

    /** The paths of this uplink's rounds so far. */
    synchronized List<Path> asked(int id) {
        return asked.stream().filter(p -> p.uplink().value() == id).toList();
    }

    @Override
    public void close() {}
}
