package dev.ftr.notify;

import dev.ftr.config.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Fetches secrets from where they are kept. */
final class SecretReader {
    private SecretReader() {}

    /**
     * The secret.
     *
     * @throws IOException in words that name the place and not the secret
     */
    static String read(SecretSource source, Map<String, String> environment) throws IOException {
        return switch (source) {
            case SecretSource.Inline(var secret) -> secret.value();
            case SecretSource.FromFile(Path file) -> firstLine(file);
            case SecretSource.FromEnvironment(String variable) ->
                Optional.ofNullable(environment.get(variable))
                        .orElseThrow(() -> new IOException("environment variable %s is not set".formatted(variable)));
            case SecretSource.FromCredential(String name) ->
                firstLine(Path.of(Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
                                .orElseThrow(() -> new IOException(
                                        ("credential %s: systemd gave none (CREDENTIALS_DIRECTORY is not set;"
                                                        + " LoadCredential= in the unit does it)")
                                                .formatted(name))))
                        .resolve(name));
        };
    }

    private static String firstLine(Path file) throws IOException {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new IOException("%s: %s".formatted(file, DurableFile.cause(e)));
        }
    }
}
