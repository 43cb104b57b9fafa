package dev.ftr.daemon;

import dev.ftr.daemon.PendingFolder.Found;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.kernel.ChangeText;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.notify.Event.ChangeEnded;
import dev.ftr.plan.Plan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guards a pending change: takes it back unless somebody confirms it in time. */
public final class DeadMan {
    /** How long {@code ftr apply} may take beyond the time given for confirming; then it hangs, and is killed. */
    private static final Duration APPLY_AT_MOST = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES = 5;
    private static final Logger LOG = LoggerFactory.getLogger(DeadMan.class);

    private final PendingFolder folder;
    private final Kernel kernel;
    private final ChangeLock lock;
    private final Optional<LineCheck> check;
    private volatile boolean toldToEnd;

    /**
     * A dead man.
     *
     * @param lock held while the change is taken back
     * @param check what decides when the time is over; empty: nobody has confirmed, so the change is taken back
     */
    public DeadMan(PendingFolder folder, Kernel kernel, ChangeLock lock, Optional<LineCheck> check) {
        this.folder = folder;
        this.kernel = kernel;
        this.lock = lock;
        this.check = check;
    }

    /** From now on the change is not waited for any longer, and taken back at once. */
    public void end() {
        toldToEnd = true;
    }

    /**
     * Waits, and ends when the change has ended.
     *
     * @param now do not wait
     * @throws DaemonException when it cannot guard the change; it is not armed then
     * @throws KernelException when the kernel cannot be read; it is not armed then
     */
    public void run(boolean now) throws DaemonException, KernelException, InterruptedException {
        try (Guard guard = folder.guard()) {
            Found found = folder.find().orElseThrow(() -> new DaemonException("no change is pending"));
            PendingChange change = found.change();
            if (now) revert(change, "asked for with ftr confirm --revert", guard);
            else guard(change, guard);
        } catch (IOException e) {
            throw new DaemonException("the pending change cannot be guarded: " + FileFailure.cause(e));
        }
    }

    private void guard(PendingChange change, Guard guard)
            throws DaemonException, KernelException, IOException, InterruptedException {
        List<Plan.Step> open = restoration(change).propose().plan().steps();
        if (!open.isEmpty())
            throw new DaemonException("somebody else changes the kernel at this moment (%s); try again"
                    .formatted(ChangeText.of(open.getFirst().change()).title()));
        folder.armed(Instant.now().plus(change.length()));
        LOG.info(
                "armed: the change of {} is reverted unless it is confirmed within {}",
                change.began(),
                seconds(change));
        Optional<String> reason = waited(change, guard);
        if (reason.isPresent()) revert(change, reason.get(), guard);
        else LOG.info("the change stays");
    }

    /** Why the change has to be taken back; empty: it has been confirmed. */
    private Optional<String> waited(PendingChange change, Guard guard) throws IOException, InterruptedException {
        long end = System.nanoTime() + change.length().toNanos();
        boolean applied = false;
        while (folder.isPending(change)) {
            if (folder.isRevertAsked()) return Optional.of("asked for with ftr confirm --revert");
            if (toldToEnd) return Optional.of("the process that waited for ftr confirm was told to end");
            if (!applied && folder.isApplied()) {
                applied = true;
                end = System.nanoTime() + change.length().toNanos();
            }
            if (System.nanoTime() - end >= 0) {
                Optional<ProcessHandle> applier =
                        applied ? Optional.empty() : change.applier().alive();
                if (applier.isEmpty()) return judged(change);
                if (System.nanoTime() - end >= APPLY_AT_MOST.toNanos()) {
                    applier.get().descendants().forEach(ProcessHandle::destroyForcibly);
                    applier.get().destroyForcibly();
                    return Optional.of("ftr apply did not end");
                }
            }
            Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000 + 1, 1, POLL.toMillis()));
        }
        return guard.isDismissed()
                ? Optional.empty()
                : Optional.of("its folder in the run dir has vanished, so that nobody can confirm it");
    }

    private Optional<String> judged(PendingChange change) throws IOException, InterruptedException {
        if (check.isEmpty() || change.healthyBefore().isEmpty())
            return Optional.of("not confirmed within " + seconds(change));
        int before = change.healthyBefore().get();
        try {
            var reading = restoration(change).propose().reading();
            Optional<String> downlink = check.get().brokenDownlink(reading);
            if (downlink.isPresent()) return downlink;
            int healthy = check.get().healthy(reading);
            String counted = "healthy uplinks: %d, before the change: %d".formatted(healthy, before);
            if (healthy < Math.max(1, before)) return Optional.of(counted);
            folder.confirm(change, "by itself: all downlinks work, " + counted);
            return Optional.empty();
        } catch (KernelException e) {
            return Optional.of("nobody knows whether the router works: " + e.getMessage());
        }
    }

    private void revert(PendingChange change, String reason, Guard guard) throws IOException, InterruptedException {
        boolean applied = folder.isApplied();
        if (!folder.startReverting(change) && isDismissedSoon(guard)) {
            LOG.info("the change has been confirmed just now");
            return;
        }
        LOG.info("reverting: {}", reason);
        List<String> changes = new ArrayList<>();
        List<String> problems = List.of();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            if (attempt > 1) Thread.sleep(BETWEEN_TRIES);
            try {
                Outcome outcome = restoration(change).restore();
                outcome.made().forEach(step -> changes.add(text(step)));
                problems = outcome.problems();
                if (outcome.converged() && applied) break;
                // What a killed ftr apply had started may still be at work; look again.
                applied |= outcome.converged();
            } catch (KernelException e) {
                problems = List.of(String.valueOf(e.getMessage()));
            }
            if (!problems.isEmpty()) LOG.warn("not restored yet: {}", String.join("; ", problems));
        }
        ChangeEnded end = new ChangeEnded(Instant.now(), false, reason, changes, problems);
        changes.forEach(LOG::info);
        LOG.info(end.text());
        folder.reverted(end);
    }

    /** Whoever has decided says so at once; who removes the folder of the run dir has not decided anything. */
    private static boolean isDismissedSoon(Guard guard) throws IOException, InterruptedException {
        for (int i = 0; i < 20 && !guard.isDismissed(); i++) Thread.sleep(POLL);
        return guard.isDismissed();
    }

    private static String seconds(PendingChange change) {
        long millis = change.length().toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }

    private static String text(Plan.Step step) {
        ChangeText text = ChangeText.of(step.change());
        return "%s %s%s"
                .formatted(
                        step.change().action().name().toLowerCase(Locale.ROOT),
                        text.title(),
                        text.after().or(text::before).map(t -> ": " + t).orElse(""));
    }

    private Restoration restoration(PendingChange change) {
        return new Restoration(kernel, lock, change.previous(), change.protocol());
    }
}
