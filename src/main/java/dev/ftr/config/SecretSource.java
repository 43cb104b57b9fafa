package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a secret comes from; it is fetched when it is needed, so that a new one is taken without a reload. */
public sealed interface SecretSource {
    /** It stands in the config itself. */
    record Inline(Secret secret) implements SecretSource {}

    /** The first line of a file. */
    record FromFile(Path file) implements SecretSource {
        public FromFile {
            if (!file.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + file);
        }
    }

    /** A variable of the program's environment. */
    record FromEnvironment(String variable) implements SecretSource {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

        public FromEnvironment {
            if (!NAME.matcher(variable).matches()) throw new IllegalArgumentException("not a name of a variable");
        }
    }

    /** A file in the folder that systemd names in {@code CREDENTIALS_DIRECTORY} (systemd.exec(5), LoadCredential=). */
    record FromCredential(String name) implements SecretSource {
        private static final String FOLDER = "CREDENTIALS_DIRECTORY";
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@:-][A-Za-z0-9_.@:-]{0,254}");

        public FromCredential {
            if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("not a name of a credential");
        }
    }

    /**
     * The secret as it is now: of a file, the first line without its end.
     *
     * @param environment the variables of the program, as {@link System#getenv()} has them
     * @throws SecretMissing if it is not there or cannot be read; says so in one line
     */
    default Secret fetch(Map<String, String> environment) throws SecretMissing {
        return switch (this) {
            case Inline(Secret secret) -> secret;
            case FromFile(Path file) -> SecretFile.firstLine(file);
            case FromEnvironment(String variable) -> {
                String value = environment.getOrDefault(variable, "");
                if (value.isEmpty())
                    throw new SecretMissing("the environment variable %s is %s; set it where the program is started"
                            .formatted(variable, environment.containsKey(variable) ? "empty" : "not set"));
                yield new Secret(value);
            }
            case FromCredential(String name) -> {
                String folder = environment.getOrDefault(FromCredential.FOLDER, "");
                if (folder.isEmpty())
                    throw new SecretMissing(
                            "there are no systemd credentials: %s is not set; name %s with LoadCredential= in the unit"
                                    .formatted(FromCredential.FOLDER, name));
                yield SecretFile.firstLine(Path.of(folder, name));
            }
        };
    }
}
