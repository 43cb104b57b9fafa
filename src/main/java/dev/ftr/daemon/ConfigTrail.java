package dev.ftr.daemon;

import dev.ftr.config.ConfigFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way from a config path to its files, as it is now. Two trails that are equal lead to the same files, and nothing has
 * written to these as far as their attributes tell.
 *
 * @param names every name that is looked up on the way, symbolic links included, each in a folder free of such links
 * @param folders the folders of these names, with what tells a folder from another one put in its place
 * @param open folders where every config file counts, also one that is made later
 * @param files the config files, with the attributes that change when they are written
 */
record ConfigTrail(
        SortedSet<Path> names, SortedMap<Path, String> folders, SortedSet<Path> open, SortedMap<Path, String> files) {
    /** As many as the kernel follows: path_resolution(7). */
    private static final int MOST_LINKS = 40;

    /** A folder with more files is no config. */
    private static final int MOST_FILES = 257;

    private static final int MOST_NAMES = 2048;

    static ConfigTrail of(Path config) {
        ConfigTrail trail = new ConfigTrail(new TreeSet<>(), new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
        Path start = config.toAbsolutePath();
        Optional<Path> end = trail.follow(start);
        if (end.filter(Files::isDirectory).isEmpty()) {
            trail.files.put(start, attributes(start));
            return trail;
        }
        Path folder = end.orElseThrow();
        trail.open.add(folder);
        trail.folders.put(folder, identity(folder));
        for (Path file : filesIn(folder)) {
            trail.follow(file);
            trail.files.put(file, attributes(file));
        }
        return trail;
    }

    /** Whether a change of this name, given with its folder free of symbolic links, can change the config. */
    boolean leadsOver(Path name) {
        Path folder = name.getParent();
        return names.contains(name) || (folder != null && open.contains(folder) && ConfigFolder.isConfigName(name));
    }

    /** The config files in a folder, by name. */
    static List<Path> filesIn(Path folder) {
        try {
            List<Path> files = ConfigFolder.files(folder);
            return files.subList(0, Math.min(files.size(), MOST_FILES));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Looks names up one by one, as the kernel does. Empty: the way ends before the path does. */
    private Optional<Path> follow(Path path) {
        Path root = path.getRoot();
        Path here = root;
        Deque<Path> ahead = new ArrayDeque<>();
        path.forEach(ahead::addLast);
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.removeFirst().toString();
            if (name.isEmpty() || name.equals(".")) continue;
            if (name.equals("..")) {
                here = here.getParent() == null ? root : here.getParent();
                continue;
            }
            if (names.size() >= MOST_NAMES) return Optional.empty();
            Path next = here.resolve(name);
            folders.putIfAbsent(here, identity(here));
            names.add(next);
            try {
                BasicFileAttributes found =
                        Files.readAttributes(next, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (found.isSymbolicLink()) {
                    if (++links > MOST_LINKS) return Optional.empty();
                    Path target = Files.readSymbolicLink(next);
                    if (target.isAbsolute()) here = root;
                    for (int i = target.getNameCount() - 1; i >= 0; i--) ahead.addFirst(target.getName(i));
                } else if (found.isDirectory() || ahead.isEmpty()) {
                    here = next;
                } else {
                    return Optional.empty();
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.of(here);
    }

    private static String identity(Path folder) {
        try {
            return String.valueOf(
                    Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return "gone";
        }
    }

    private static String attributes(Path file) {
        try {
            return new TreeMap<>(Files.readAttributes(file, "unix:dev,ino,mode,size,lastModifiedTime,ctime"))
                    .toString();
        } catch (IOException e) {
            return "missing";
        }
    }
}
