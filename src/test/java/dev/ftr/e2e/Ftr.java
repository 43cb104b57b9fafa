package dev.ftr.e2e;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The program with one config file, run dir and state dir, on the router of a lab. */
final class Ftr {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Lab lab;
    private final Path folder;
    private final Path config;
    private final Path runDir;
    private final Path stateDir;
    private final List<String> starter;

    private Ftr(Lab lab, Path folder, String config, List<String> starter) {
        this.lab = lab;
        this.folder = folder;
        this.config = folder.resolve(config);
        this.runDir = folder.resolve("run");
        this.stateDir = folder.resolve("state");
        this.starter = List.copyOf(starter);
    }

    static Ftr with(Lab lab, LabConfig config) {
        return withText(lab, config.text());
    }

    static Ftr withText(Lab lab, String config) {
        try {
            Ftr ftr = new Ftr(lab, newFolder(lab), "ftr.yaml", List.of());
            ftr.write(config);
            return ftr;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a config that is a folder of this name, which is yet to be made. */
    static Ftr withFolder(Lab lab, String name) {
        try {
            return new Ftr(lab, newFolder(lab), name, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder(Lab lab) throws IOException {
        return Files.createDirectory(lab.folder().resolve("ftr" + NUMBER.incrementAndGet()));
    }

    /** The same, begun by a program that becomes it, such as {@code env NAME=VALUE}. */
    Ftr startedBy(List<String> words) {
        return new Ftr(lab, folder, config.getFileName().toString(), words);
    }

    /** Edits the config in place. */
    void write(String text) {
        try {
            Files.writeString(config, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path runDir() {
        return runDir;
    }

    Path stateDir() {
        return stateDir;
    }

    Path config() {
        return config;
    }

    /** Runs a command of the program to its end. */
    Ran run(String... words) {
        Ran ran = lab.run("router", command(words).toArray(String[]::new));
        Schemas.fitOutput(List.of(words), ran.out());
        return ran;
    }

    /** Applies with all of the first uplinks taken to be up: no probes, so the same every time. */
    Ran applyAllUp() {
        return run("apply", "--health", "eth1=up,eth2=up,eth3=up");
    }

    /** Exit code 0: nothing to change; 2: something. */
    Ran planAllUp() {
        return run("plan", "--detailed-exitcode", "--health", "eth1=up,eth2=up,eth3=up");
    }

    /** Starts the daemon. */
    DaemonProcess monitor() {
        return new DaemonProcess(lab, this);
    }

    List<String> command(String... words) {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Lab.ops("ftr"),
                "--config",
                config.toString(),
                "--run-dir",
                runDir.toString(),
                "--state-dir",
                stateDir.toString()));
        command.addAll(List.of(words));
        return command;
    }
}
