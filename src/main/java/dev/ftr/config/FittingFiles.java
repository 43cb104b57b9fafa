package dev.ftr.config;

/** The config files, by SHA-256 (64 hexadecimal digits), that have fitted the schema of this very version of the program. */
@FunctionalInterface
public interface FittingFiles {
    /** For who checks every file. */
    FittingFiles NONE = sha256 -> false;

    boolean know(String sha256);

    /** This one has fitted. */
    default void remember(String sha256) {}
}
