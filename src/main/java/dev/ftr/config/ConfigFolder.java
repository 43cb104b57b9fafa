package dev.ftr.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder whose files together are a config. */
public final class ConfigFolder {
    /** A config is split over a handful of files; whatever has more of them is no config folder. */
    static final int MOST_FILES = 256;

    private ConfigFolder() {}

    /** Whether a file of this name counts. Editors put names that begin with a dot, or end in a tilde, beside the file. */
    public static boolean isConfigName(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".conf"));
    }

    /** Its config files in the order in which they are merged: by the bytes of their names. Symbolic links count, folders do not. */
    public static List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ConfigFolder::isConfigName)) {
            for (Path entry : entries) if (!Files.isDirectory(entry)) found.add(entry);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // Paths of Linux are compared byte by byte.
        return found.stream().sorted().toList();
    }
}
