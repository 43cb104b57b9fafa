package dev.ftr.cli;

import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.PendingFolder;
import dev.ftr.daemon.PendingFolder.Found;
import dev.ftr.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

@Command(
        name = "confirm",
        description = "Keeps what 'apply --confirm' has changed; without it, that is taken back when its time is over.")
final class ConfirmCommand implements Callable<Integer> {
    private static final Duration LONGEST_REVERT = Duration.ofSeconds(90);

    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--revert",
            description = "take it back now, instead; also when the process that would do so has died")
    private boolean revert;

    @Override
    public Integer call() {
        FolderOwner.become(ftr);
        PendingFolder folder = PendingCheck.folder(ftr);
        Found found =
                PendingCheck.find(ftr).orElseThrow(() -> new CommandFailed("no change is pending" + lastEnd(folder)));
        if (revert) return revert(folder, found);
        boolean kept;
        try {
            kept = !(found.reverting() && found.guarded()) && folder.confirm(found, "with ftr confirm");
        } catch (IOException e) {
            throw new CommandFailed("the pending change cannot be confirmed: " + FileFailure.cause(e));
        }
        if (!kept) throw new CommandFailed("too late: the change is not pending any more" + lastEnd(folder));
        ftr.say("Confirmed: the change of %s (%s) stays."
                .formatted(
                        PendingCheck.clock(found.change().began()),
                        found.change().config()));
        if (!found.applied())
            ftr.err().println("warning: ftr apply had not ended when this was confirmed; run it once more to be sure");
        return Exit.OK;
    }

    private int revert(PendingFolder folder, Found found) {
        if (!found.guarded()) {
            Capabilities.requireNetAdmin();
            new DeadManStart(ftr).revert();
        } else if (!found.reverting()) {
            try {
                folder.askForRevert();
            } catch (IOException e) {
                throw new CommandFailed("too late: the change is not pending any more" + lastEnd(folder));
            }
        }
        awaitEnd(found);
        JsonNode end =
                readEnd(folder).orElseThrow(() -> new CommandFailed("%s cannot be read".formatted(folder.lastEnd())));
        if (end.path("confirmed").asBoolean(false))
            throw new CommandFailed("too late: the change is not pending any more" + lastEnd(folder));
        end.path("changes").forEach(change -> ftr.out().println(change.asString("")));
        boolean complete = end.path("problems").isEmpty();
        if (complete)
            ftr.say("Restored: everything of ours is as it was before the change of %s (%s)."
                    .formatted(
                            PendingCheck.clock(found.change().began()),
                            found.change().config()));
        end.path("problems").forEach(problem -> ftr.err().println("error: " + problem.asString("")));
        return complete ? Exit.OK : Exit.FAILED;
    }

    private void awaitEnd(Found found) {
        long end = System.nanoTime() + LONGEST_REVERT.toNanos();
        try {
            while (PendingCheck.find(ftr)
                    .filter(f -> f.change().began().equals(found.change().began()))
                    .isPresent()) {
                if (System.nanoTime() - end > 0)
                    throw new CommandFailed("the change is still being taken back; see %s"
                            .formatted(PendingCheck.folder(ftr).log()));
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted; the change is being taken back all the same");
        }
    }

    private static Optional<JsonNode> readEnd(PendingFolder folder) {
        try {
            return Optional.of(Json.read(Files.readString(folder.lastEnd())));
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static String lastEnd(PendingFolder folder) {
        return readEnd(folder)
                .map(end -> "; at %s: %s"
                        .formatted(
                                PendingCheck.clock(Instant.parse(end.path("at").asString())),
                                end.path("text").asString("")))
                .orElse("");
    }
}
