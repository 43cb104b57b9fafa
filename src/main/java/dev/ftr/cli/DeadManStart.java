package dev.ftr.cli;

import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.PendingFolder;
import dev.ftr.kernel.DetachedProgram;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Starts the process that takes a pending change back. */
final class DeadManStart {
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private final FtrCommand ftr;
    private final PendingFolder folder;

    DeadManStart(FtrCommand ftr) {
        this.ftr = ftr;
        this.folder = PendingCheck.folder(ftr);
    }

    /** Returns once it guards the pending change; else nothing is left behind. */
    void arm() {
        DetachedProgram deadMan = start(List.of());
        if (!await(deadMan, folder::isArmed)) {
            deadMan.kill();
            throw new CommandFailed(
                    "nothing changed: the process that would take the change back cannot be started: " + complaint());
        }
    }

    /** Starts one that takes the pending change back at once. */
    DetachedProgram revert() {
        return start(List.of("--now"));
    }

    private DetachedProgram start(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                absolute(ftr.config()),
                "--run-dir",
                absolute(ftr.runDir()),
                "--state-dir",
                absolute(ftr.stateDir()),
                // It writes a log.
                Tongue.OPTION,
                Language.ENGLISH.code()));
        if (ftr.debug()) arguments.add("--debug");
        arguments.add(RevertUnlessConfirmedCommand.NAME);
        arguments.addAll(options);
        try {
            return DetachedProgram.start(ftr.arguments(), arguments, folder.log());
        } catch (KernelException e) {
            throw new CommandFailed("nothing changed: the process that would take the change back cannot be started: "
                    + e.getMessage());
        }
    }

    private static boolean await(DetachedProgram deadMan, BooleanSupplier ready) {
        long end = System.nanoTime() + AT_MOST.toNanos();
        try {
            while (!ready.getAsBoolean() && deadMan.isAlive() && System.nanoTime() - end < 0) Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ready.getAsBoolean() && deadMan.isAlive();
    }

    private String complaint() {
        try {
            String words = Files.readString(folder.log()).strip().replaceAll("\\s*\\R\\s*", "; ");
            return words.isEmpty() ? "it does not answer" : words;
        } catch (IOException e) {
            return "%s cannot be read: %s".formatted(folder.log(), FileFailure.cause(e));
        }
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }
}
