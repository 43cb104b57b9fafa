package dev.ftr.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether somebody is still writing a file: a process has it open for writing (proc(5): {@code /proc/PID/fd} and the flags in
 * {@code fdinfo}). Of processes of other users, root alone is told.
 */
final class OpenWriters {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int ACCESS_MODE = 3;
    private static final String FLAGS = "flags:";

    private OpenWriters() {}

    /** True for a folder if somebody writes to a config file in it, wherever symbolic links say that it is. */
    static boolean of(Path config) {
        try {
            Set<Path> files = new HashSet<>();
            List<Path> named = Files.isDirectory(config) ? ConfigTrail.filesIn(config) : List.of(config);
            for (Path file : named) if (Files.exists(file)) files.add(file.toRealPath());
            if (files.isEmpty()) return false;
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : processes) if (writes(process, files)) return true;
            }
        } catch (IOException | UncheckedIOException e) {
            return false; // there is no such file, or no /proc
        }
        return false;
    }

    private static boolean writes(Path process, Set<Path> files) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(d -> leadsTo(d, files) && isForWriting(process, d));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended, or is not ours to look at
        }
    }

    private static boolean leadsTo(Path descriptor, Set<Path> files) {
        try {
            return files.contains(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isForWriting(Path process, Path descriptor) {
        Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(l -> l.startsWith(FLAGS))
                    .anyMatch(l -> (Integer.parseInt(l.substring(FLAGS.length()).strip(), 8) & ACCESS_MODE) != 0);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return false;
        }
    }
}
