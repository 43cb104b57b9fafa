package dev.ftr.kernel;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * This program once more, in a session of its own (setsid(1)): no terminal, and nothing of the caller's, so that it goes on
 * when the caller, its shell, or its connection has died.
 */
public final class DetachedProgram {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private final Process process;

    private DetachedProgram(Process process) {
        this.process = process;
    }

    /**
     * Starts it with the same runtime, options of the runtime, program and environment, in the folder {@code /}.
     *
     * @param own the arguments that this process was started with
     * @param arguments the arguments of the other; its paths must be absolute
     * @param log what it writes to standard output and error; overwritten
     * @throws KernelException when it cannot be started
     */
    public static DetachedProgram start(List<String> own, List<String> arguments, Path log) throws KernelException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        try {
            command.addAll(program(own));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(Redirect.to(log.toFile()));
            builder.environment().put("LC_ALL", "C");
            return new DetachedProgram(builder.start());
        } catch (IOException e) {
            throw new KernelException("cannot run setsid (of util-linux): " + e.getMessage());
        }
    }

    /**
     * What stands before the arguments on this process's command line: the runtime, its options, the program.
     *
     * @param own the arguments that this process was started with
     * @throws KernelException when the command line cannot be told from them
     */
    public static List<String> program(List<String> own) throws IOException, KernelException {
        String text = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(Arrays.asList(text.split("\0", -1)));
        words.removeLast(); // behind the last NUL
        int length = words.size() - own.size();
        if (length < 1 || !words.subList(length, words.size()).equals(own))
            throw new KernelException("cannot tell from %s how this program was started".formatted(COMMAND_LINE));
        List<String> program = new ArrayList<>(words.subList(0, length));
        program.set(0, ProcessHandle.current().info().command().orElse(program.getFirst()));
        for (String option : List.of("-jar", "-cp", "-classpath", "--class-path")) absolute(program, option);
        return program;
    }

    private static void absolute(List<String> program, String option) {
        int value = program.indexOf(option) + 1;
        if (value == 0 || value == program.size()) return;
        List<String> paths = Arrays.stream(program.get(value).split(":"))
                .map(path -> real(Path.of(path)).toString())
                .toList();
        program.set(value, String.join(":", paths));
    }

    /** A path below /proc/self would lead another process elsewhere. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it, without a chance to do anything. */
    public void kill() {
        process.destroyForcibly();
    }
}
