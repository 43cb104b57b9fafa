package dev.ftr.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** True for a folder if somebody writes to a file in it. */
    static boolean of(Path file) {
        try {
            Path real = file.toRealPath();
            boolean folder = Files.isDirectory(real);
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : processes) if (writes(process, real, folder)) return true;
            }
        } catch (IOException | UncheckedIOException e) {
            return false; // there is no such file, or no /proc
        }
        return false;
    }

    private static boolean writes(Path process, Path file, boolean folder) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(d -> leadsTo(d, file, folder) && isForWriting(process, d));
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended, or is not ours to look at
        }
    }

    private static boolean leadsTo(Path descriptor, Path file, boolean folder) {
        try {
            Path target = Files.readSymbolicLink(descriptor);
            return target.equals(file) || (folder && file.equals(target.getParent()));
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
