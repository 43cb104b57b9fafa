package dev.ftr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that has run to its end. */
record Ran(List<String> command, int exit, String out, String err) {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Runs it; its standard output and error go through files, so that neither can block it. */
    static Ran toTheEnd(ProcessBuilder builder) {
        try {
            Path out = Files.createTempFile("ftr-e2e", ".out");
            Path err = Files.createTempFile("ftr-e2e", ".err");
            try {
                builder.redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().put("LC_ALL", "C");
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "%s does not end within %d s".formatted(builder.command(), LONGEST.toSeconds()));
                }
                return new Ran(
                        List.copyOf(builder.command()),
                        process.exitValue(),
                        Files.readString(out),
                        Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** This, if it ended with the given exit code; else the test fails and shows all that it said. */
    Ran exits(int expected) {
        if (exit != expected) throw new AssertionError("exit code %d expected: %s".formatted(expected, this));
        return this;
    }

    List<String> errors() {
        return err.lines().toList();
    }

    @Override
    public String toString() {
        return "%s exit code %d%nstdout: %s%nstderr: %s".formatted(String.join(" ", command), exit, out, err);
    }
}
