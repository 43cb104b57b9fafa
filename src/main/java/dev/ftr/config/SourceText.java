package dev.ftr.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The content of a config file, known to be text.
 *
 * @param marked whether the file has a byte order mark before the text
 */
record SourceText(String file, String text, boolean marked) {
    /** Bytes. 64 uplinks with long comments take a quarter of it; a comment of 1 MB on one line takes the parser 4 s. */
    static final int LARGEST = 256 * 1024;

    private static final String MARK = "\uFEFF";

    /** Attempts to read a file that is not changed meanwhile. */
    static final int MOST_READS = 10;

    /** @param file what it is called in messages */
    static SourceText read(Path path, String file) throws Unreadable {
        return of(file, bytes(path, file));
    }

    static SourceText of(String file, byte[] bytes) throws Unreadable {
        String decoded = decoded(file, bytes);
        boolean marked = decoded.startsWith(MARK);
        String text = marked ? decoded.substring(MARK.length()) : decoded;
        refuseControlCharacters(file, text);
        return new SourceText(file, text, marked);
    }

    /** Without the folder that it is in. */
    String name() {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static byte[] bytes(Path path, String file) throws Unreadable {
        Place start = Place.startOf(file);
        try {
            for (int i = 0; i < MOST_READS; i++) {
                BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class);
                if (before.isDirectory()) throw new Unreadable(start, "is a directory, must be a file");
                // A pipe would have the daemon wait for its writer.
                if (!before.isRegularFile()) throw new Unreadable(start, "is not a regular file, must be one");
                byte[] bytes = beginning(path);
                if (bytes.length > LARGEST)
                    throw new Unreadable(
                            start, "is larger than a config can be, must be at most %d bytes".formatted(LARGEST));
                if (unwritten(before, Files.readAttributes(path, BasicFileAttributes.class))) return bytes;
            }
            throw new Unreadable(start, "is being written to all the time; wait for the writer to end");
        } catch (IOException e) {
            throw unreadable(path, start, e);
        }
    }

    /** What to say of a file or folder that could not be read. */
    static Unreadable unreadable(Path path, Place start, IOException thrown) {
        return new Unreadable(
                start,
                switch (thrown) {
                    case NoSuchFileException _
                    when Files.isSymbolicLink(path) ->
                        "is a symbolic link to a file that is not there; mend it or remove it";
                    case NoSuchFileException _ ->
                        "there is no such file; name the right one with --config, or write one with generate-config";
                    case AccessDeniedException _ ->
                        "may not be read by user %s; a config is for root and the group ftr: chgrp ftr %s (and chmod g+r)"
                                .formatted(System.getProperty("user.name", ""), path);
                    case FileSystemException e ->
                        "cannot be read: " + (e.getReason() == null ? "no reason given" : e.getReason());
                    default -> "cannot be read: " + thrown.getMessage();
                });
    }

    private static byte[] beginning(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            // The size says nothing of a file that is just being written, or of one in /proc.
            return in.readNBytes(LARGEST + 1);
        }
    }

    /** Half of one content and half of the next could make a config that nobody wrote. */
    private static boolean unwritten(BasicFileAttributes before, BasicFileAttributes after) {
        return Objects.equals(before.fileKey(), after.fileKey())
                && before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
    }

    private static String decoded(String file, byte[] bytes) throws Unreadable {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (result.isError())
            throw new Unreadable(
                    placeAfter(file, text), "here is a byte that is not UTF-8; the file must be text in UTF-8");
        return text;
    }

    private static void refuseControlCharacters(String file, String text) throws Unreadable {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c))
                throw new Unreadable(
                        placeAfter(file, text.substring(0, i)),
                        "here is the control character U+%04X, which YAML does not allow; remove it".formatted(c));
        }
    }

    private static Place placeAfter(String file, String read) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < read.length(); i++) {
            char c = read.charAt(i);
            boolean crlf = c == '\r' && i + 1 < read.length() && read.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !crlf)) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(file, line, 1 + read.codePointCount(lineStart, read.length()));
    }

    /** Of the file's content: 64 hexadecimal digits. */
    String sha256() {
        String content = marked ? MARK + text : text;
        return sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
