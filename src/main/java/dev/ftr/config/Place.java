package dev.ftr.config;

import dev.ftr.config.EffectiveConfig.Origin;
import java.util.Optional;

/**
 * A place in a config file.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
    /** Of a value that stands in no file. */
    static final Place DEFAULT = new Place("", 0, 0);

    static Place startOf(String file) {
        return new Place(file, 1, 1);
    }

    boolean isDefault() {
        return equals(DEFAULT);
    }

    Optional<Origin> origin() {
        return isDefault() ? Optional.empty() : Optional.of(new Origin(file, line, column));
    }
}
