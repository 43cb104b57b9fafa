package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A router that takes its config from a repository by {@code examples/gitops/pull/ftr-pull}, in a folder of its own. */
final class Puller {
    private static final String SCRIPT =
            Path.of(Lab.ops("../examples/gitops/pull/ftr-pull")).normalize().toString();

    private final Upstream upstream;
    private final Path folder;
    private final Path base;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    Puller(Upstream upstream, Path folder) throws IOException {
        this.upstream = upstream;
        this.folder = folder;
        this.base = Files.createDirectory(folder.resolve("pull"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("FTR_PULL_CONF", folder.resolve("pull.conf").toString());
        set("REPOSITORY", upstream.bare().toString());
        set("BASE", base.toString());
        set("CONFIG", Upstream.CONFIG);
        set("SIGNERS", upstream.signers().toString());
        set("FTR", Lab.ops("ftr"));
    }

    /** A line of {@code pull.conf}. */
    Puller set(String key, String value) throws IOException {
        settings.put(key, value);
        List<String> lines = settings.entrySet().stream()
                .map(e -> "%s='%s'".formatted(e.getKey(), e.getValue()))
                .toList();
        Files.write(folder.resolve("pull.conf"), lines);
        return this;
    }

    Puller with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** From now on the repository is at the other end of an ssh connection, for which these lines of a shell stand. */
    Puller over(String lines) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path ssh = programs.resolve("ssh");
        // The last word is what git wants to be run over there.
        Files.writeString(ssh, "#!/bin/bash\nthere=${!#}\n" + lines + "\n");
        assertTrue(ssh.toFile().setExecutable(true));
        with("PATH", programs + ":" + System.getenv("PATH"));
        return set("REPOSITORY", "git@git.example.com:" + upstream.bare());
    }

    Path base() {
        return base;
    }

    /** One round, whatever its exit code. */
    Ran pull(String... words) {
        return Ran.toTheEnd(builder(List.of(), words));
    }

    /** One round under the eyes of another program. */
    Ran pullBy(String... starter) {
        return Ran.toTheEnd(builder(List.of(starter)));
    }

    /** Runs lines of a shell where mounts are theirs alone; {@code $0} is the folder, {@code $1} the script, then come the words. */
    List<String> withMountsOfItsOwn(String lines, String... words) {
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "bash", "-c", lines, base.toString(), SCRIPT));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return Ran.toTheEnd(builder).exits(0).out().lines().toList();
    }

    Process start() throws IOException {
        return builder(List.of())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(List<String> starter, String... words) {
        List<String> command = new ArrayList<>(starter);
        command.add(SCRIPT);
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /** The commit in force, empty if there is none; whose files must be there as a whole at any time. */
    String inForce() {
        Path current = base.resolve("current");
        try {
            if (!Files.exists(current, LinkOption.NOFOLLOW_LINKS)) return "";
            String commit = Files.readSymbolicLink(current).getFileName().toString();
            assertTrue(upstream.isWhole(current, commit), "only a part of " + commit);
            return commit;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> releases() throws IOException {
        try (Stream<Path> releases = Files.list(base.resolve("releases"))) {
            return releases.map(each -> each.getFileName().toString()).toList();
        }
    }

    /** Lets it seem that the release on trial has come into force so many seconds earlier. */
    void age(int seconds) throws IOException {
        Path trial = base.resolve("trial");
        long then = Files.getLastModifiedTime(trial).toMillis() - seconds * 1000L;
        Files.setLastModifiedTime(trial, FileTime.fromMillis(then));
    }
}
