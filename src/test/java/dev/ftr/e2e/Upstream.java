package dev.ftr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A bare repository that routers pull from, and the clone of an administrator who signs what she commits. */
final class Upstream {
    /** Where the config is in it. */
    static final String CONFIG = "sites/paris/ftr.yaml";

    /** Beside the config, so that a commit is too large to arrive as a whole or not at all. */
    private static final int BALLAST = 300_000;

    private final Path folder;
    private final Path clone;
    private final Random random = new Random(7);

    private Upstream(Path folder) {
        this.folder = folder;
        this.clone = folder.resolve("clone");
    }

    /** Empty; its folder must exist. */
    static Upstream in(Path folder) {
        Upstream upstream = new Upstream(folder);
        upstream.run(
                "git", "init", "-q", "--bare", "-b", "main", upstream.bare().toString());
        upstream.run("git", "init", "-q", "-b", "main", upstream.clone.toString());
        upstream.git("config", "user.name", "Ada Admin");
        upstream.git("config", "user.email", "ada@example.com");
        upstream.git("config", "gpg.format", "ssh");
        upstream.git("remote", "add", "origin", upstream.bare().toString());
        for (String name : List.of("ada", "eve"))
            upstream.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", upstream.key(name));
        upstream.write(upstream.signers(), "ada@example.com " + read(Path.of(upstream.key("ada") + ".pub")));
        return upstream;
    }

    Path bare() {
        return folder.resolve("upstream.git");
    }

    /** Names Ada, but not Eve. */
    Path signers() {
        return folder.resolve("allowed_signers");
    }

    /** A large file of the last commit. */
    Path ballast() {
        return clone.resolve("ballast");
    }

    private String key(String name) {
        return folder.resolve("key-" + name).toString();
    }

    /** Commits this config, with new ballast, and pushes it; gives the commit's full id. */
    String push(String config) {
        return pushSignedBy("ada", config);
    }

    String pushSignedBy(String name, String config) {
        change(config);
        return commit("-S" + key(name));
    }

    String pushUnsigned(String config) {
        change(config);
        return commit("--no-gpg-sign");
    }

    /** In place of the last commit. */
    String pushForced(String config) {
        change(config);
        return commit("-S" + key("ada"), "--amend");
    }

    /** A commit with a link to anywhere beside the config. */
    String pushLink(String target) {
        try {
            Files.createSymbolicLink(clone.resolve(CONFIG).resolveSibling("90-more.yaml"), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commit("-S" + key("ada"));
    }

    /** Takes a commit back by another one, as {@code git revert} does. */
    String pushRevert(String commit) {
        git("revert", "-n", commit);
        return commit("-S" + key("ada"));
    }

    private void change(String config) {
        byte[] ballast = new byte[BALLAST];
        random.nextBytes(ballast);
        write(clone.resolve(CONFIG), config);
        try {
            Files.write(ballast(), ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String commit(String... options) {
        git("add", "--all");
        List<String> words = new ArrayList<>(List.of("commit", "-q", "-m", "a change"));
        words.addAll(List.of(options));
        git(words.toArray(String[]::new));
        git("push", "-q", "--force", "origin", "main");
        return git("rev-parse", "HEAD").strip();
    }

    /** Whether the files in this folder are those of the commit, each of them and as a whole. */
    boolean isWhole(Path release, String commit) {
        return git("ls-tree", "-r", "--name-only", commit).lines().allMatch(file -> {
            String hash = git("rev-parse", commit + ":" + file).strip();
            return Files.isRegularFile(release.resolve(file))
                    && git("hash-object", "--no-filters", release.resolve(file).toString())
                            .strip()
                            .equals(hash);
        });
    }

    private String git(String... words) {
        List<String> command = new ArrayList<>(List.of("git", "-C", clone.toString()));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        return Ran.toTheEnd(builder).exits(0).out();
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
