package dev.ftr.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * {@code events.jsonl}, a line at a time, from old to new. A daemon may append meanwhile, or put a shorter file in its place:
 * what is read is the file as it was when it was opened.
 */
public final class EventFile {
    private EventFile() {}

    public static Path in(Path stateDir) {
        return stateDir.resolve("events.jsonl");
    }

    /**
     * Reads all lines; bytes that are no text come as replacement characters.
     *
     * @return whether there is such a file
     */
    public static boolean read(Path stateDir, Consumer<String> line) throws IOException {
        // The decoder of an InputStreamReader replaces what is malformed; that of Files.lines would throw.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(in(stateDir)), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) line.accept(next);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
