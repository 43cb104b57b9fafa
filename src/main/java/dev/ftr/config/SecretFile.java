package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** A file whose first line is a secret. */
final class SecretFile {
    /** Bytes that are read; an access token takes some 2000. */
    private static final int LARGEST = 64 * 1024;

    private SecretFile() {}

    static Secret firstLine(Path file) throws SecretMissing {
        try {
            // A pipe would have the mail wait for its writer.
            if (Files.exists(file) && !Files.isRegularFile(file))
                throw new SecretMissing(
                        file + ": is not a regular file, must be one with the secret on its first line");
            String first = beginning(file).lines().findFirst().orElse("");
            if (first.isEmpty())
                throw new SecretMissing(file + ": the first line is empty, must be the secret and nothing else");
            return new Secret(first);
        } catch (NoSuchFileException e) {
            throw new SecretMissing(file + ": there is no such file; write the secret on its first line");
        } catch (AccessDeniedException e) {
            throw new SecretMissing(file + ": may not be read by this user; mend the file's owner or permissions");
        } catch (FileSystemException e) {
            throw new SecretMissing(
                    file + ": cannot be read: " + (e.getReason() == null ? "no reason given" : e.getReason()));
        } catch (IOException e) {
            throw new SecretMissing(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** Whether users other than the owner and its group may read it; no, if nobody can tell. */
    static boolean isOpenToAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static String beginning(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
        }
    }
}
