package dev.ftr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The only tools of a daemon: as they are, until one is made to go wrong. */
final class FaultyTools {
    private static final List<String> BREAKABLE =
            List.of("ip", "iptables", "iptables-save", "iptables-restore", "conntrack", "nft");

    /** What {@code ops/ftr}, the tools below and the program itself need beside. */
    private static final List<String> SOUND = List.of(
            "bash",
            "sh",
            "env",
            "sed",
            "dirname",
            "readlink",
            "cat",
            "head",
            "wc",
            "rm",
            "sleep",
            "true",
            "setpriv",
            "iptables-legacy-save",
            "iptables-nft-save");

    private static final String SCRIPT = """
            #!/bin/sh
            fault=FOLDER/TOOL.fault
            real=REAL
            [ -e "$fault" ] || exec "$real" "$@"
            { read -r mode; read -r words; } <"$fault"
            case "$*" in "$words"*) ;; *) exec "$real" "$@" ;; esac
            case $mode in
              fails) echo "TOOL: out of order" >&2; exit 1 ;;
              hangs) exec sleep 60 ;;
              babbles) echo "}{ nothing that anybody expects" ;;
              stutters) "$real" "$@" >"$fault.$$"; head -c "$(($(wc -c <"$fault.$$") / 2))" "$fault.$$"; rm "$fault.$$" ;;
              dies) cat >"$fault.$$"; head -n "$(($(wc -l <"$fault.$$") / 2))" "$fault.$$" | "$real" "$@"
                rm "$fault.$$"; kill -9 $$ ;;
            esac
            """;

    private final Path folder;

    private FaultyTools(Path folder) {
        this.folder = folder;
    }

    static FaultyTools of(Lab lab) {
        try {
            Path folder = Files.createDirectory(lab.folder().resolve("tools"));
            for (String tool : BREAKABLE) {
                Path script = folder.resolve(tool);
                Files.writeString(
                        script,
                        SCRIPT.replace("FOLDER", folder.toString())
                                .replace("TOOL", tool)
                                .replace("REAL", path(lab, tool)));
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            for (String tool : SOUND) Files.createSymbolicLink(folder.resolve(tool), Path.of(path(lab, tool)));
            return new FaultyTools(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(Lab lab, String tool) {
        return lab.router("command -v " + tool).strip();
    }

    /** For {@link Ftr#startedBy}. */
    List<String> starter() {
        return List.of("/usr/bin/env", "PATH=" + folder);
    }

    /** It fails, hangs, babbles, stutters (prints the first half) or dies (after the first half of its input). */
    void spoil(String tool, String how) {
        spoil(tool, how, "");
    }

    /** The same, but only with arguments that begin so. */
    void spoil(String tool, String how, String arguments) {
        try {
            Path next = folder.resolve(tool + ".next");
            Files.writeString(next, "%s%n%s%n".formatted(how, arguments));
            Files.move(next, folder.resolve(tool + ".fault"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String tool) {
        move(tool, tool + ".away");
    }

    /** As it should be, whatever was wrong with it. */
    void repair(String tool) {
        try {
            Files.deleteIfExists(folder.resolve(tool + ".fault"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(folder.resolve(tool + ".away"))) move(tool + ".away", tool);
    }

    private void move(String from, String to) {
        try {
            Files.move(folder.resolve(from), folder.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
