package dev.ftr.cli;

import dev.ftr.config.ConfigProblem;
import java.util.List;
import java.util.stream.Collectors;

/** The config cannot be used; the message has a line for each error, which says file, line and column itself. */
final class ConfigInvalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigInvalid(List<ConfigProblem> errors) {
        super(errors.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    }
}
