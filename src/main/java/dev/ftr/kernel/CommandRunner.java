package dev.ftr.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a tool: an argument list and never a shell, in the C locale, with a time limit, its errors kept. */
public final class CommandRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    private final Duration timeout;

    /**
     * A runner.
     *
     * @param timeout after which a tool is killed
     */
    public CommandRunner(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Runs a tool to its end.
     *
     * @throws KernelException when it cannot be started or does not end in time
     */
    public Result run(List<String> command, String input) throws KernelException {
        return start(command, input).await();
    }

    /**
     * Starts a tool and goes on, so that several run side by side.
     *
     * @throws KernelException when it cannot be started
     */
    public Running start(List<String> command, String input) throws KernelException {
        return new Running(command, input, start(command));
    }

    /** A tool that has been started. */
    public final class Running {
        private final List<String> command;
        private final String input;
        private final Process process;
        private final long deadline;
        private final CompletableFuture<String> out;
        private final CompletableFuture<String> err;

        private Running(List<String> command, String input, Process process) {
            this.command = command;
            this.input = input;
            this.process = process;
            this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), CommandRunner::inThread);
            this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), CommandRunner::inThread);
            // In a thread of its own: a tool that reads nothing leaves the pipe full.
            inThread(() -> write(process, input));
            this.deadline = System.nanoTime() + timeout.toNanos();
        }

        /**
         * Waits for its end.
         *
         * @throws KernelException when it does not end in time, counted from its start; it is killed then
         */
        public Result await() throws KernelException {
            try {
                if (!process.waitFor(remaining(), TimeUnit.NANOSECONDS)) throw killed();
                // A child that the tool left behind may hold the other end of the pipes for ever.
                out.get(remaining(), TimeUnit.NANOSECONDS);
                err.get(remaining(), TimeUnit.NANOSECONDS);
                Result result = new Result(process.exitValue(), out.join(), err.join());
                LOG.debug("{} -> {} {}{}", command, result.exit(), result.err(), input.isEmpty() ? "" : "\n" + input);
                return result;
            } catch (TimeoutException | ExecutionException e) {
                throw killed();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new KernelException("interrupted while %s ran".formatted(command.getFirst()));
            }
        }

        private long remaining() {
            return deadline - System.nanoTime();
        }

        private KernelException killed() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new KernelException(
                    "%s did not end within %d s".formatted(String.join(" ", command), timeout.toSeconds()));
        }
    }

    private static Process start(List<String> command) throws KernelException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        // Only the daemon itself speaks to systemd.
        builder.environment().keySet().removeAll(Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new KernelException(
                    "cannot run %s: %s".formatted(command.getFirst(), installHint(command.getFirst(), e)));
        }
    }

    static String installHint(String tool, IOException e) {
        String words = String.valueOf(e.getMessage());
        // ENOENT; later JDKs write it in the second way.
        if (!words.contains("error=2,") && !words.contains("error: 2 ")) return words;
        return "it is not installed (Debian, Ubuntu: apt-get install %s)"
                .formatted(
                        switch (tool) {
                            case "ip" -> "iproute2";
                            case "conntrack", "ipset" -> tool;
                            default -> "iptables";
                        });
    }

    // A tool that dies early closes its input; its words on stderr say why.
    private static void write(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("input not taken: {}", e.getMessage());
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void inThread(Runnable reader) {
        Thread.ofVirtual().name("command output").start(reader);
    }

    /** How a tool ended and what it wrote. */
    public record Result(int exit, String out, String err) {
        public boolean failed() {
            return exit != 0;
        }

        /** The tool's own words in one line. */
        public String words() {
            String text = (err.isBlank() ? out : err).strip().replaceAll("\\s*\\R\\s*", "; ");
            return text.isEmpty() ? "exit status " + exit : text;
        }
    }
}
