package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.LineCheck;
import dev.ftr.daemon.PendingChange;
import dev.ftr.daemon.PendingChange.Applier;
import dev.ftr.daemon.PendingFolder;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.daemon.Restoration;
import dev.ftr.model.KernelState;
import dev.ftr.model.RouteAction;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change that a dead man takes back unless it is confirmed. */
final class GuardedChange {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedChange.class);

    private final FtrCommand ftr;
    private final Confirmation confirmation;
    private final PendingFolder folder;

    private GuardedChange(FtrCommand ftr, Confirmation confirmation) {
        this.ftr = ftr;
        this.confirmation = confirmation;
        this.folder = PendingCheck.folder(ftr);
    }

    /** Returns once the dead man stands by; nothing has been changed then. */
    static GuardedChange arm(FtrCommand ftr, Confirmation confirmation, Loaded loaded, Proposal proposal) {
        GuardedChange guarded = new GuardedChange(ftr, confirmation);
        int protocol = loaded.config().numbering().routeProtocol();
        KernelState before = Restoration.before(proposal, protocol);
        guarded.warn(before);
        PendingChange change = new PendingChange(
                Instant.now(),
                Applier.current(),
                confirmation.length(),
                confirmation.auto() ? Optional.of(guarded.healthy(loaded, proposal)) : Optional.empty(),
                ftr.config().toAbsolutePath(),
                loaded.sha256(),
                protocol,
                before);
        guarded.claim(change);
        try {
            new DeadManStart(ftr).arm();
        } catch (CommandFailed e) {
            guarded.withdraw();
            throw e;
        }
        return guarded;
    }

    private void warn(KernelState before) {
        before.routes().stream()
                .filter(r -> r.action() instanceof RouteAction.Foreign)
                .forEach(r -> ftr.err()
                        .println("warning: the route of %s has attributes that could not be put back"
                                .formatted(r.key())));
    }

    private int healthy(Loaded loaded, Proposal proposal) {
        LineCheck check = new LineCheck(loaded.config(), HealthOptions::watch);
        check.brokenDownlink(proposal.reading())
                .ifPresent(trouble -> ftr.err()
                        .println("warning: %s; unless that changes, what is applied now will be taken back"
                                .formatted(trouble)));
        try {
            return check.healthy(proposal.reading());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while probing; nothing changed");
        }
    }

    private void claim(PendingChange change) {
        try {
            if (folder.claim(change)) return;
        } catch (IOException e) {
            throw new CommandFailed(
                    "nothing changed: run dir %s cannot be used: %s".formatted(ftr.runDir(), FileFailure.cause(e)));
        }
        PendingCheck.refuse(ftr);
        throw new CommandFailed("another change is pending; try again");
    }

    /** Nothing has been changed, so there is nothing to confirm. */
    void withdraw() {
        try {
            folder.withdraw();
        } catch (IOException e) {
            ftr.err().println("warning: the pending change cannot be ended: " + FileFailure.cause(e));
        }
    }

    /** The change is made as far as it could be; from now on its time runs. Gives its end. */
    Instant applied() {
        Instant until = Instant.now().plus(confirmation.length());
        try {
            folder.applied(until);
        } catch (IOException e) {
            // Decided on meanwhile, or the disk is full; then the dead man sees this process end.
            LOG.debug("not noted: {}", e.getMessage());
        }
        return until;
    }

    /** What will become of the change. */
    void tell(Instant until) {
        ftr.say(
                PendingCheck.find(ftr).isPresent()
                        ? promise(until)
                        : "The change is not pending any more; 'ftr confirm' says how it ended.");
    }

    private String promise(Instant until) {
        String time = "%s (in %d s)"
                .formatted(PendingCheck.clock(until), confirmation.length().toSeconds());
        String confirm = PendingCheck.confirm(ftr);
        String when = confirmation.auto()
                ? "Taken back at %s unless all downlinks and as many uplinks as before work then, or '%s' comes first"
                : "Taken back at %s unless '%s' comes first";
        return when.formatted(time, confirm)
                + ". That restores the kernel, not the config file: restore that yourself.";
    }
}
