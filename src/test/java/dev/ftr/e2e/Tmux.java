package dev.ftr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A terminal with a shell, of a tmux server of its own; what is on its screen can be read, and keys can be pressed at it. */
final class Tmux implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PROMPT = "ready> ";

    private final String socket =
            "ftr-it-%d-%d".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet());

    private final Path sockets;

    /** @param locale what LC_ALL is in the shell; the terminal itself can show everything */
    Tmux(int columns, int rows, String locale) {
        try {
            sockets = Files.createTempDirectory("ftr-tmux");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                "env LC_ALL=%s JAVA_HOME=%s PS1='%s' bash --norc --noprofile"
                        .formatted(locale, System.getProperty("java.home"), PROMPT));
        await(PROMPT.strip());
    }

    /** Lets the shell run a line, on a clear screen. */
    void type(String line) {
        tmux("send-keys", "-l", "clear; " + line);
        press("Enter");
    }

    /** A key by its name in tmux. */
    void press(String key) {
        tmux("send-keys", key);
    }

    void resize(int columns, int rows) {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** What can be seen, without spaces at the ends of lines. */
    List<String> screen() {
        return tmux("capture-pane", "-p").out().lines().toList();
    }

    /** The same, with the sequences that colour it. */
    String colouredScreen() {
        return tmux("capture-pane", "-p", "-e").out();
    }

    /** Waits until this is somewhere on the screen. */
    void await(String text) {
        await(text, lines -> String.join("\n", lines).contains(text));
    }

    /** Waits until there is a line that this matches as a whole. */
    void awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        await(regex, lines -> lines.stream().anyMatch(l -> pattern.matcher(l).matches()));
    }

    /** Waits until the shell is there again. */
    void awaitPrompt() {
        await(
                "the prompt",
                lines -> lines.reversed().stream()
                        .filter(l -> !l.isBlank())
                        .findFirst()
                        .filter(l -> l.equals(PROMPT.strip()))
                        .isPresent());
    }

    private void await(String what, Predicate<List<String>> condition) {
        Await.until(what, () -> condition.test(screen()), () -> String.join("\n", screen()));
    }

    /** Whether keys are echoed, lines are edited, signals come by keys, the cursor is seen, and it is the usual screen. */
    boolean isAsBefore() {
        type("stty -a");
        await("iexten");
        List<String> settings = List.of(String.join(" ", screen()).split("[\\s;]+"));
        String state = tmux("display-message", "-p", "#{cursor_flag} #{alternate_on} #{wrap_flag}")
                .out()
                .strip();
        return settings.containsAll(List.of("echo", "icanon", "isig", "ixon")) && state.equals("1 0 1");
    }

    /** The Java program that runs in the shell. */
    ProcessHandle java() {
        long shell = Long.parseLong(
                tmux("display-message", "-p", "#{pane_pid}").out().strip());
        return ProcessHandle.of(shell)
                .orElseThrow()
                .descendants()
                .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        tmux("kill-server");
        Await.until("an end", Duration.ofSeconds(5), () -> run("list-sessions").exit() != 0, () -> "a server");
        try (Stream<Path> files = Files.walk(sockets)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ran tmux(String... words) {
        return run(words).exits(0);
    }

    private Ran run(String... words) {
        List<String> command =
                new ArrayList<>(List.of("env", "-u", "TMUX", "TMUX_TMPDIR=" + sockets, "LC_ALL=C.UTF-8"));
        command.addAll(List.of("tmux", "-u", "-L", socket));
        command.addAll(List.of(words));
        return Ran.toTheEnd(new ProcessBuilder(command));
    }
}
