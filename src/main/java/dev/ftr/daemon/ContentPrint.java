package dev.ftr.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a config path holds, in short: equal prints, equal content.
 *
 * @param files by name: SHA-256 of the content, or why there is none
 */
record ContentPrint(SortedMap<Path, String> files) {
    /** Bytes. The loader takes no file that is larger, so what follows them changes nothing. */
    private static final int LARGEST = 256 * 1024 + 1;

    static ContentPrint of(Path config) {
        SortedMap<Path, String> files = new TreeMap<>();
        List<Path> named = Files.isDirectory(config) ? ConfigTrail.filesIn(config) : List.of(config);
        for (Path file : named) files.put(file, print(file));
        return new ContentPrint(files);
    }

    private static String print(Path file) {
        try {
            return sha256(RegularFile.read(file, LARGEST));
        } catch (IOException e) {
            return FileFailure.cause(e);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
