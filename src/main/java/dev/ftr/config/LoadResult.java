package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.util.List;

/** What has become of a config file, or of a folder of them. */
public sealed interface LoadResult {
    /**
     * A config that is right.
     *
     * @param text the file's content; of a folder, that of all its files in one text
     * @param sha256 64 hexadecimal digits: of the file's content; of a folder, of its files' names and contents, as {@code
     *     sha256sum} prints them
     * @param warnings what is allowed but hardly meant, in the order of files and lines
     * @param places where each value stands
     */
    record Loaded(RouterConfig config, Secret text, String sha256, List<ConfigProblem> warnings, Places places)
            implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * What is no config.
     *
     * @param errors all of them, in the order of files and lines; at least one
     */
    record Invalid(List<ConfigProblem> errors) implements LoadResult {
        public Invalid {
            if (errors.isEmpty()) throw new IllegalArgumentException("a config without errors is not invalid");
            errors = List.copyOf(errors);
        }
    }
}
