package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.daemon.DaemonException;
import dev.ftr.daemon.DeadMan;
import dev.ftr.daemon.LineCheck;
import dev.ftr.daemon.PendingChange;
import dev.ftr.kernel.KernelException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = RevertUnlessConfirmedCommand.NAME,
        hidden = true,
        description = "Started by 'apply --confirm' and 'confirm --revert': takes the pending change back.")
final class RevertUnlessConfirmedCommand implements Callable<Integer> {
    static final String NAME = "revert-unless-confirmed";

    private static final int LONGEST_REVERT_S = 60;

    @ParentCommand
    private FtrCommand ftr;

    @Option(names = "--now", description = "do not wait")
    private boolean now;

    @Override
    public Integer call() throws InterruptedException {
        Logging.unattended(ftr.debug());
        PendingChange change = PendingCheck.find(ftr)
                .orElseThrow(() -> new CommandFailed("no change is pending"))
                .change();
        DeadMan deadMan = new DeadMan(
                PendingCheck.folder(ftr),
                ftr.kernel(),
                ftr.changeLock("ftr, reverting"),
                change.auto() && !now ? Optional.of(check(change)) : Optional.empty());
        CountDownLatch ended = onSignal(deadMan);
        try {
            deadMan.run(now);
            return Exit.OK;
        } catch (DaemonException | KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        } finally {
            ended.countDown();
        }
    }

    private LineCheck check(PendingChange change) {
        Loaded loaded = ftr.load();
        if (!loaded.sha256().equals(change.sha256()))
            throw new CommandFailed("the config %s has changed just now".formatted(ftr.config()));
        return new LineCheck(loaded.config(), HealthOptions::watch);
    }

    /** Whoever ends it by a signal does not confirm. */
    private static CountDownLatch onSignal(DeadMan deadMan) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            deadMan.end();
            try {
                if (!ended.await(LONGEST_REVERT_S, TimeUnit.SECONDS)) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return ended;
    }
}
