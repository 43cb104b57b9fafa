package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.nio.file.Path;

/** Where a secret comes from; it is fetched when it is needed, so that a new one is taken without a reload. */
public sealed interface SecretSource {
    /** It stands in the config itself. */
    record Inline(Secret secret) implements SecretSource {}

    /** The first line of a file. */
    record FromFile(Path file) implements SecretSource {}

    /** A variable of the program's environment. */
    record FromEnvironment(String variable) implements SecretSource {}

    /** A file in the folder that systemd names in {@code CREDENTIALS_DIRECTORY} (systemd.exec(5), LoadCredential=). */
    record FromCredential(String name) implements SecretSource {}
}
