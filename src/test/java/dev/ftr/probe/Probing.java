package dev.ftr.probe;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.probe.HealthWatch.Path;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A probe loop in the router of a lab, with a schedule that does what a test says. Targets are last numbers of 203.0.113.0/24. */
final class Probing implements AutoCloseable {
    static final List<Target> TARGETS = IntStream.rangeClosed(0, 255)
            .<Target>mapToObj(i -> new Target.Echo(IpAddress.parse("203.0.113." + i)))
            .toList();
    static final int LONG_ENOUGH = 10_000;

    final ScriptedSchedule schedule = new ScriptedSchedule();
    final ProbeLoop loop;
    private final AtomicInteger numbers = new AtomicInteger();

    Probing(UplinkLab lab, int... uplinks) {
        loop = lab.router.run(() -> new ProbeLoop(schedule, new NoConversations(), () -> {}));
        use(Arrays.stream(uplinks).mapToObj(UplinkLab::way).toArray(Path[]::new));
    }

    void use(Path... paths) {
        loop.use(Arrays.stream(paths)
                .map(p -> new Probed(p, TARGETS, Duration.ofSeconds(1)))
                .toList());
    }

    /** Sends one probe to each and gives the number of the first; the others follow. */
    int send(int uplink, int... targets) {
        int first = numbers.getAndAdd(targets.length);
        loop.execute(() -> {
            for (int i = 0; i < targets.length; i++) schedule.send(uplink, targets[i], first + i);
        });
        return first;
    }

    /** What is told next, within so many milliseconds. */
    Optional<Told> next(int millis) {
        try {
            return Optional.ofNullable(schedule.told.poll(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Sends one probe and waits for what comes of it. */
    Optional<Told> probe(int uplink, int target, int millis) {
        send(uplink, target);
        return next(millis);
    }

    boolean isAnswered(int uplink, int target) {
        return probe(uplink, target, LONG_ENOUGH).orElseThrow().what() == What.ANSWERED;
    }

    /** All that is told from now on for so long. */
    List<Told> during(int millis) {
        List<Told> all = new ArrayList<>();
        long end = System.nanoTime() + millis * 1_000_000L;
        for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000)
            next((int) left).ifPresent(all::add);
        return all;
    }

    /** Returns when the loop has run this. */
    void onLoop(Runnable task) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> {
            task.run();
            done.complete(true);
        });
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** For those who only send echoes. */
    static final class NoConversations implements Conversations {
        @Override
        public void start(Path path, Target target, Duration timeout, Listener listener) {
            throw new IllegalStateException("no conversation with " + target);
        }

        @Override
        public void close() {}
    }
}
