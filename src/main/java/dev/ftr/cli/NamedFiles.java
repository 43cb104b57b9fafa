package dev.ftr.cli;

import dev.ftr.config.ConfigProblem;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.Notifications;
import dev.ftr.config.Rule;
import dev.ftr.config.SecretMissing;
import dev.ftr.config.SecretSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files and programs that a config names and that are not there, or that this user may not use. What the environment holds
 * is left out: that of the daemon is another.
 */
final class NamedFiles {
    private final Loaded loaded;
    private final List<ConfigProblem> missing = new ArrayList<>();

    private NamedFiles(Loaded loaded) {
        this.loaded = loaded;
    }

    static List<ConfigProblem> missing(Loaded loaded) {
        NamedFiles files = new NamedFiles(loaded);
        if (loaded.config().email().send())
            files.secret(
                    "/email/smtp_parameters/password_file",
                    loaded.config().email().smtp().password());
        Notifications notifications = loaded.config().notifications();
        for (int i = 0; i < notifications.webhooks().size(); i++)
            files.secret(
                    "/webhooks/%d/secret_file".formatted(i),
                    notifications.webhooks().get(i).secret());
        for (int i = 0; i < notifications.hooks().size(); i++)
            files.program(
                    "/hooks/%d/command/0".formatted(i),
                    Path.of(notifications.hooks().get(i).command().getFirst()));
        return List.copyOf(files.missing);
    }

    private void secret(String pointer, Optional<SecretSource> source) {
        if (!(source.orElse(null) instanceof SecretSource.FromFile file)) return;
        try {
            file.fetch(Map.of());
        } catch (SecretMissing e) {
            tell(pointer, String.valueOf(e.getMessage()));
        }
    }

    /** The path is not shown: its name may be a secret that slipped into the wrong place. */
    private void program(String pointer, Path program) {
        if (Files.notExists(program)) tell(pointer, "there is no such program; install it, or mend the path");
        else if (!Files.isRegularFile(program) || !Files.isExecutable(program))
            tell(pointer, "is nothing that this user may execute; make it a program that may be, as chmod 755 does");
    }

    private void tell(String pointer, String message) {
        loaded.places().problem(Rule.MISSING_FILE, pointer, message).ifPresent(missing::add);
    }
}
