package dev.ftr.config;

/** A secret that cannot be had now. The message is one line that says why and names no more than the place. */
public final class SecretMissing extends Exception {
    SecretMissing(String message) {
        super(Shown.oneLine(message));
    }
}
