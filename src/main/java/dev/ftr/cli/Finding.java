package dev.ftr.cli;

import dev.ftr.config.ConfigProblem;
import dev.ftr.config.Rule;
import java.util.Locale;

/** Something that validate has to say. */
sealed interface Finding {
    /** Whether a check fails because of it. */
    enum Level {
        ERROR,
        WARNING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Level level();

    Rule rule();

    /** One line, in English. */
    String message();

    /** The same as an error. */
    Finding asError();

    /** At a place in a file of the config. */
    record InConfig(Level level, ConfigProblem problem) implements Finding {
        @Override
        public Rule rule() {
            return problem.rule();
        }

        @Override
        public String message() {
            return problem.message();
        }

        @Override
        public Finding asError() {
            return new InConfig(Level.ERROR, problem);
        }

        @Override
        public String toString() {
            return problem.toString();
        }
    }

    /** About the machine, for which no line of the config can be blamed. */
    record OnMachine(Level level, String message) implements Finding {
        @Override
        public Rule rule() {
            return Rule.MACHINE;
        }

        @Override
        public Finding asError() {
            return new OnMachine(Level.ERROR, message);
        }

        @Override
        public String toString() {
            return message;
        }
    }
}
