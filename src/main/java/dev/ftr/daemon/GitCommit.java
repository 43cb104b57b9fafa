package dev.ftr.daemon;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The commit that a git work tree stands on, read from its files: gitrepository-layout(5), without a process. */
public final class GitCommit {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Names of refs after git-check-ref-format(1), as far as they could lead out of the repository. */
    private static final Pattern REF = Pattern.compile("refs(/(?!\\.)[^/\\p{Cntrl}\\\\ ~^:?*\\[]+)+");

    /** Bytes; a path or the name of a ref is shorter. */
    private static final int LONGEST_LINE = 8192;

    /** Bytes; some 600,000 refs. */
    private static final long MOST_PACKED = 64L << 20;

    /** As many as git follows from one symbolic ref to the next. */
    private static final int MOST_REFS = 5;

    private GitCommit() {}

    /**
     * The full id, 40 or 64 hexadecimal digits, of the commit checked out in the work tree that the file or folder is in, symbolic
     * links followed. Whether it is part of that commit is not looked at.
     *
     * @return empty: not in a work tree, no commit yet, or a repository that cannot be read or is kept in another way (reftable)
     */
    public static Optional<String> of(Path config) {
        try {
            return repository(real(config.toAbsolutePath())).flatMap(GitCommit::head);
        } catch (InvalidPathException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** Whether git is changing the work tree that this is in: what is there may be of two commits. */
    static boolean isChanging(Path config) {
        try {
            return repository(real(config.toAbsolutePath()))
                    .filter(repository -> Files.exists(repository.resolve("index.lock")))
                    .isPresent();
        } catch (InvalidPathException | SecurityException e) {
            return false;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.normalize();
        }
    }

    private static Optional<Path> repository(Path path) {
        for (Path folder = path; folder != null; folder = folder.getParent()) {
            Path git = folder.resolve(".git");
            if (Files.isRegularFile(git)) return pointed(git);
            if (Files.isRegularFile(git.resolve("HEAD"))) return Optional.of(git);
        }
        return Optional.empty();
    }

    /** Work trees of their own and submodules have a file that names the folder. */
    private static Optional<Path> pointed(Path file) {
        return line(file)
                .filter(text -> text.startsWith("gitdir: "))
                .map(text -> file.resolveSibling(text.substring("gitdir: ".length())));
    }

    private static Optional<String> head(Path repository) {
        Path shared =
                line(repository.resolve("commondir")).map(repository::resolve).orElse(repository);
        Optional<String> value = line(repository.resolve("HEAD"));
        for (int i = 0; i < MOST_REFS; i++) {
            Optional<String> ref = value.filter(text -> text.startsWith("ref: "))
                    .map(text -> text.substring("ref: ".length()).strip());
            if (ref.isEmpty()) break;
            value = ref.filter(name -> REF.matcher(name).matches())
                    .flatMap(name -> line(repository.resolve(name))
                            .or(() -> line(shared.resolve(name)))
                            .or(() -> packed(shared.resolve("packed-refs"), name)));
        }
        return value.filter(id -> ID.matcher(id).matches());
    }

    private static Optional<String> line(Path file) {
        try {
            String text = new String(RegularFile.read(file, LONGEST_LINE), StandardCharsets.UTF_8);
            return text.lines().findFirst().map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Lines of {@code ID NAME}; others are comments or belong to the line before. */
    private static Optional<String> packed(Path file, String ref) {
        try (InputStream in = new BufferedInputStream(RegularFile.open(file))) {
            StringBuilder line = new StringBuilder();
            for (long read = 0; read < MOST_PACKED; read++) {
                int next = in.read();
                if (next != '\n' && next != -1) {
                    if (line.length() < LONGEST_LINE) line.append((char) next);
                    continue;
                }
                int blank = line.indexOf(" ");
                if (blank > 0 && line.substring(blank + 1).equals(ref)) return Optional.of(line.substring(0, blank));
                if (next == -1) break;
                line.setLength(0);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
