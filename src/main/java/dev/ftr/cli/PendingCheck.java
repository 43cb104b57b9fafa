package dev.ftr.cli;

import dev.ftr.daemon.DaemonException;
import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.PendingFolder;
import dev.ftr.daemon.PendingFolder.Found;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a change waits for {@code ftr confirm}, as commands that would get in its way have to know. */
final class PendingCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PendingCheck.class);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private PendingCheck() {}

    static PendingFolder folder(FtrCommand ftr) {
        return new PendingFolder(ftr.runDir().toAbsolutePath(), ftr.stateDir().toAbsolutePath());
    }

    static Optional<Found> find(FtrCommand ftr) {
        try {
            return folder(ftr).find();
        } catch (DaemonException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /** Ends the command with one line if there is a pending change. */
    static void refuse(FtrCommand ftr) {
        find(ftr).ifPresent(found -> {
            throw new CommandFailed(words(ftr, found));
        });
    }

    /**
     * The daemon applies its config, so it must not start while somebody may take a change of it back. A change that nobody
     * guards any more is taken to be accepted: the daemon was told to apply that config.
     */
    static void refuseBesideADeadMan(FtrCommand ftr) {
        Optional<Found> found = find(ftr);
        if (found.isEmpty()) return;
        if (found.get().guarded()) throw new CommandFailed(words(ftr, found.get()));
        LOG.warn(
                "the change of {} was never confirmed, and what should have taken it back has died; it stays",
                clock(found.get().change().began()));
        try {
            folder(ftr).confirm(found.get(), "ftr monitor was started, and nobody was left to take it back");
        } catch (IOException e) {
            throw new CommandFailed("the pending change cannot be ended: " + FileFailure.cause(e));
        }
    }

    private static String words(FtrCommand ftr, Found found) {
        String change = "the change of %s (%s)"
                .formatted(clock(found.change().began()), found.change().config());
        String ways = "'%s' keeps it, '%s --revert' restores what was before".formatted(confirm(ftr), confirm(ftr));
        if (found.reverting() && found.guarded()) return change + " is being taken back at this moment; try again";
        if (!found.guarded())
            return "%s was never confirmed, and the process that should have taken it back has died; %s"
                    .formatted(change, ways);
        if (found.change().auto())
            return "%s confirms itself at %s, or is taken back; until then %s"
                    .formatted(change, clock(found.until()), ways);
        return "%s waits until %s to be confirmed; %s".formatted(change, clock(found.until()), ways);
    }

    /** The command that confirms, as it has to be typed. */
    static String confirm(FtrCommand ftr) {
        return ftr.hasRunDirOfItsOwn() ? "ftr --run-dir %s confirm".formatted(ftr.runDir()) : "ftr confirm";
    }

    /** The local time of day. */
    static String clock(Instant at) {
        return CLOCK.format(at.atZone(ZoneId.systemDefault()));
    }
}
