package dev.ftr.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The lines that are typed most, and by scripts again and again: {@code status}, {@code plan} and {@code --version}, with
 * nothing but where things are. They are understood without picocli, which reads its annotations by reflection and takes
 * longer for that than the command takes for its work. Every other line, and each that is wrong, is picocli's.
 */
final class PlainLine {
    private final FtrCommand ftr;
    private String command = "";

    private PlainLine(FtrCommand ftr) {
        this.ftr = ftr;
    }

    /** What to run; empty: it is no plain line. */
    static Optional<Callable<Integer>> of(FtrCommand ftr) {
        PlainLine line = new PlainLine(ftr);
        return line.isPlain() ? line.command() : Optional.empty();
    }

    private boolean isPlain() {
        for (Iterator<String> words = ftr.arguments().iterator(); words.hasNext(); ) {
            String word = words.next();
            boolean option = word.startsWith("--") && !word.equals("--version");
            if (option && !(words.hasNext() && isTaken(word, words.next()))) return false;
            if (!option && (word.isEmpty() || !command.isEmpty())) return false;
            if (!option) command = word;
        }
        return true;
    }

    private boolean isTaken(String option, String value) {
        // What picocli reads something else into: an option, a file of arguments, a command.
        boolean other = value.isEmpty() || value.startsWith("-") || value.startsWith("@") || Commands.isName(value);
        if (other) return false;
        try {
            return ftr.take(option, Path.of(value));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private Optional<Callable<Integer>> command() {
        return switch (command) {
            case "status" -> Optional.of(StatusCommand.plain(ftr));
            case "plan" -> Optional.of(PlanCommand.plain(ftr));
            case "--version" -> Optional.of(this::version);
            default -> Optional.empty();
        };
    }

    private int version() {
        ftr.say(new Version().getVersion()[0]);
        return Exit.OK;
    }
}
