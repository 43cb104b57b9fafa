package dev.ftr.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the files of a config folder, all of them as they were at one and the same time. */
final class FolderReading {
    private final Path folder;
    private final Place start;

    private FolderReading(Path folder) {
        this.folder = folder;
        this.start = Place.startOf(folder.toString());
    }

    /** Each file that cannot be read is told about; empty then. */
    static Optional<SourceTexts> of(Path folder, Problems problems) throws Unreadable {
        return new FolderReading(folder).read(problems);
    }

    /** What tells whether anything was written, added or removed, or another folder put in the place of this one. */
    private record Print(Path real, Map<Path, String> files) {}

    private Optional<SourceTexts> read(Problems problems) throws Unreadable {
        for (int i = 0; i < SourceText.MOST_READS; i++) {
            Problems found = new Problems(true);
            Print before = print();
            Optional<SourceTexts> texts = texts(before, found);
            if (!before.equals(print())) continue;
            problems.addAll(found);
            return texts;
        }
        throw new Unreadable(start, "is being written to all the time; wait for the writer to end");
    }

    private Optional<SourceTexts> texts(Print print, Problems found) throws Unreadable {
        if (print.files.isEmpty())
            throw new Unreadable(
                    start, "has no config file in it; put one there, with a name that ends in .yaml, .yml or .conf");
        if (print.files.size() > ConfigFolder.MOST_FILES)
            throw new Unreadable(
                    start,
                    "has more files in it than a config can have, must be at most %d"
                            .formatted(ConfigFolder.MOST_FILES));
        List<SourceText> texts = new ArrayList<>();
        for (Path file : print.files.keySet()) {
            try {
                texts.add(text(file));
            } catch (Unreadable e) {
                e.reportTo(found);
            }
        }
        int characters = texts.stream().mapToInt(t -> t.text().length()).sum();
        if (characters > SourceText.LARGEST)
            throw new Unreadable(
                    start, "is larger than a config can be, must be at most %d bytes".formatted(SourceText.LARGEST));
        return found.hasErrors() ? Optional.empty() : Optional.of(new SourceTexts(folder.toString(), true, texts));
    }

    /** It is called by the way to the folder that was given, also where that leads over symbolic links. */
    private SourceText text(Path file) throws Unreadable {
        Path called = folder.resolve(file.getFileName());
        if (called.toString().chars().anyMatch(Character::isISOControl))
            throw new Unreadable(
                    Place.startOf(called.toString()), "has a control character in its name; give it another name");
        return SourceText.read(file, called.toString());
    }

    private Print print() throws Unreadable {
        try {
            Path real = folder.toRealPath();
            Map<Path, String> files = new TreeMap<>();
            for (Path file : ConfigFolder.files(real)) files.put(file, attributes(file));
            return new Print(real, files);
        } catch (IOException e) {
            throw SourceText.unreadable(folder, start, e);
        }
    }

    private static String attributes(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return "%s %d %s".formatted(found.fileKey(), found.size(), found.lastModifiedTime());
        } catch (IOException e) {
            return "missing";
        }
    }
}
