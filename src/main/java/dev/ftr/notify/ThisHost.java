package dev.ftr.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that we run on, as people are told. */
public final class ThisHost {
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

    private ThisHost() {}

    /** The first part of its name. Asks no name server: none may be reachable. */
    public static String shortName() {
        try {
            String name = Files.readString(NAME).strip().split("\\.", 2)[0];
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException e) {
            return "localhost";
        }
    }
}
