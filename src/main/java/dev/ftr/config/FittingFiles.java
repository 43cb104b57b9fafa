package dev.ftr.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The config files that have fitted the schema of this very version of the program, by a checksum of theirs.
 *
 * <p>They are kept in {@code fits-schema} in the state folder, a line for each: which program it was, by the name of its
 * image or else by length and checksum of the schema, and the config's checksum. It saves time and decides nothing: a file
 * that does not fit is refused by what reads its values as well, in fewer words. All the same it is believed only if nobody but the owner of the folder could have written it.
 */
public final class FittingFiles {
    /** The property with a name that no other image has. With it, the jar need not be opened to read the schema. */
    private static final String IMAGE = "ftr.image";

    /** Configs of which it is worth knowing; a router has one, and its administrator may try some others. */
    private static final int MOST = 16;

    /** Bytes; as many lines take a tenth of it. */
    private static final int LARGEST = 16 * 1024;

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final Path file;

    public FittingFiles(Path stateDir) {
        this.folder = stateDir;
        this.file = stateDir.resolve("fits-schema");
    }

    /** Whether it has. */
    public boolean know(String checksum) {
        return lines().contains(line(checksum));
    }

    /** It has. Where there is no state folder, or it cannot be written, there is nothing to remember by. */
    public void remember(String checksum) {
        if (!Files.isDirectory(folder)) return;
        List<String> lines = new ArrayList<>(lines());
        String line = line(checksum);
        lines.remove(line);
        lines.add(line);
        List<String> latest = lines.subList(Math.max(0, lines.size() - MOST), lines.size());
        try {
            Path next = Files.createTempFile(
                    folder,
                    "fits-schema",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            Files.write(next, latest);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UnsupportedOperationException e) {
            // The next one checks it again.
        }
    }

    private List<String> lines() {
        try {
            if (!isOfOwnerOnly(folder) || !isOfOwnerOnly(file) || !Files.isRegularFile(file)) return List.of();
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(LARGEST), StandardCharsets.US_ASCII)
                        .lines()
                        .toList();
            }
        } catch (IOException | UnsupportedOperationException e) {
            return List.of();
        }
    }

    private static boolean isOfOwnerOnly(Path path) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        return WRITABLE_BY_OTHERS.stream().noneMatch(granted::contains);
    }

    private static String line(String checksum) {
        String image = System.getProperty(IMAGE, "");
        return (image.isEmpty() ? schema() : image) + " " + checksum;
    }

    private static String schema() {
        try (InputStream in = SchemaFile.open()) {
            byte[] schema = in.readAllBytes();
            CRC32 checksum = new CRC32();
            checksum.update(schema);
            return schema.length + " " + checksum.getValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
