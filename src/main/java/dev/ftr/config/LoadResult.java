package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.util.List;
import java.util.function.Supplier;

/** What has become of a config file, or of a folder of them. */
public sealed interface LoadResult {
    /**
     * A config that is right.
     *
     * @param text the file's content; of a folder, that of all its files in one text
     * @param digest gives {@link #sha256}, which costs a short command time and which it may not want
     * @param warnings what is allowed but hardly meant, in the order of files and lines
     * @param places where each value stands
     */
    record Loaded(
            RouterConfig config, Secret text, Supplier<String> digest, List<ConfigProblem> warnings, Places places)
            implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }

        /**
         * 64 hexadecimal digits: of the file's content; of a folder, of its files' names and contents, as {@code sha256sum}
         * prints them.
         */
        public String sha256() {
            return digest.get();
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
