package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.util.List;

/** What has become of a config file. */
public sealed interface LoadResult {
    /**
     * A config that is right.
     *
     * @param text the file's content
     * @param sha256 of the file's content, 64 hexadecimal digits
     * @param warnings what is allowed but hardly meant, in the order of the file
     * @param places where each value stands
     */
    record Loaded(RouterConfig config, Secret text, String sha256, List<ConfigProblem> warnings, Places places)
            implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A file that is no config.
     *
     * @param errors all of them, in the order of the file; at least one
     */
    record Invalid(List<ConfigProblem> errors) implements LoadResult {
        public Invalid {
            if (errors.isEmpty()) throw new IllegalArgumentException("a config without errors is not invalid");
            errors = List.copyOf(errors);
        }
    }
}
