package dev.ftr.kernel;

import dev.ftr.model.Machine.Said;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Files of rules for nft, with those that they include (nft(8)); each is looked at once. */
final class NftFiles {
    private static final int MOST_FILES = 200;
    private static final Pattern INCLUDE = Pattern.compile("include\\s+[\"']([^\"']+)[\"'].*");

    /** Where nft looks for what has no folder. */
    private static final String FOLDER = "/etc";

    private final SmallFiles files;
    private final Set<String> seen = new HashSet<>();

    NftFiles(SmallFiles files) {
        this.files = files;
    }

    /** The first {@code flush ruleset}, and in which file it is. */
    Optional<Said> flush(String file) {
        if (seen.size() >= MOST_FILES || !seen.add(file)) return Optional.empty();
        for (String line : files.lines(file)) {
            if (line.replaceAll("\\s+", " ").startsWith("flush ruleset")) return Optional.of(new Said(line, file));
            Matcher include = INCLUDE.matcher(line);
            if (!include.matches()) continue;
            for (String included : named(include.group(1))) {
                Optional<Said> found = flush(included);
                if (found.isPresent()) return found;
            }
        }
        return Optional.empty();
    }

    /** Wildcards are understood in the last name only. */
    private List<String> named(String text) {
        String path = text.startsWith("/") ? text : FOLDER + "/" + text.replaceFirst("^(\\./)+", "");
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        if (!name.matches(".*[*?\\[].*")) return List.of(path);
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
            return files.in(path.substring(0, slash), "").stream()
                    .filter(found -> matches(matcher, found.substring(slash + 1)))
                    .toList();
        } catch (PatternSyntaxException e) {
            return List.of();
        }
    }

    private static boolean matches(PathMatcher matcher, String name) {
        return !name.startsWith(".") && matcher.matches(Path.of(name));
    }
}
