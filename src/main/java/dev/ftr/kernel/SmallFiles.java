package dev.ftr.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Configuration files below a root, of which only so much is read as a sane one has. What cannot be read is empty. */
final class SmallFiles {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_FILES = 500;

    private final Path root;

    /** @param root {@code /} on a real machine */
    SmallFiles(Path root) {
        this.root = root;
    }

    /** The lines, without space at both ends; none of those that are empty or comments. */
    List<String> lines(String path) {
        return text(path)
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty() && !l.startsWith("#") && !l.startsWith(";"))
                .toList();
    }

    /** Those in all sections of this name, of a file that has {@code [SECTION]} lines. */
    List<String> section(String path, String name) {
        List<String> lines = new ArrayList<>();
        String section = "";
        for (String line : lines(path)) {
            if (line.startsWith("[")) section = line;
            else if (section.equals("[" + name + "]")) lines.add(line);
        }
        return lines;
    }

    String text(String path) {
        Path file = root.resolve(path.substring(1));
        // A pipe or a device would keep us waiting.
        if (!Files.isRegularFile(file)) return "";
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether there is something by this name, a link to nowhere too. */
    boolean isThere(String path) {
        return Files.exists(root.resolve(path.substring(1)), LinkOption.NOFOLLOW_LINKS);
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path.substring(1)));
    }

    /** The paths of the files in a folder that end so, in the order of their names. */
    List<String> in(String folder, String ending) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder.substring(1)))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.endsWith(ending) && found.size() < MOST_FILES) found.add(folder + "/" + name);
            }
        } catch (IOException e) {
            return List.of();
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** The files of several folders in the order of their names, wherever they are; one of a former folder hides its namesakes. */
    List<String> merged(List<String> folders, String ending) {
        SortedMap<String, String> byName = new TreeMap<>();
        for (String folder : folders)
            for (String path : in(folder, ending)) byName.putIfAbsent(path.substring(path.lastIndexOf('/') + 1), path);
        return List.copyOf(byName.values());
    }
}
