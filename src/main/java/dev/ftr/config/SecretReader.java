package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.SecretSource.FromFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a secret, which may be given in four ways, or by a placeholder that names one of them. No message shows what stands there: it may be the secret itself, behind
 * the wrong key.
 */
final class SecretReader {
    /** What is added to the key of the secret, and what stands there then. */
    private record Way(String suffix, Function<String, SecretSource> reader, String mustBe) {}

    private record Given(Way way, Setting here) {}

    private static final List<Way> WAYS = List.of(
            new Way("", SecretReader::written, SecretGaps.MUST_BE + " and nothing else"),
            new Way(
                    "_file",
                    SecretGaps::file,
                    "the absolute path of a file such as /etc/ftr/mail.password, with the secret on its first line"),
            new Way(
                    "_env",
                    SecretSource.FromEnvironment::new,
                    "the name of an environment variable such as MAIL_PASSWORD, of letters, digits and underscores"),
            new Way(
                    "_credential",
                    SecretSource.FromCredential::new,
                    "the name of a systemd credential such as mail.password, of letters, digits, dots, underscores and"
                            + " dashes"));

    private SecretReader() {}

    /** Empty if there is none, or after an error. */
    static Optional<SecretSource> read(Setting mapping, String key) {
        List<Given> given = given(mapping, key);
        if (given.isEmpty()) return Optional.empty();
        Given first = given.getFirst();
        for (Given more : given.subList(1, given.size()))
            more.here.error("is a second way to give the %s, beside %s on line %s; remove one of the two"
                    .formatted(key, key + first.way.suffix, first.here.line()));
        Optional<SecretSource> source = source(first);
        source.ifPresent(found -> warnOfOpenFile(found, first.here));
        return source;
    }

    /** Whether there is one, if perhaps one that cannot be read. */
    static boolean isGiven(Setting mapping, String key) {
        return !given(mapping, key).isEmpty();
    }

    private static List<Given> given(Setting mapping, String key) {
        return WAYS.stream()
                .flatMap(way -> mapping.at(key + way.suffix).map(here -> new Given(way, here)).stream())
                // A quoted '' has always been no password.
                .filter(g -> !g.way.suffix.isEmpty()
                        || g.here.text().filter(text -> !text.isEmpty()).isPresent())
                .toList();
    }

    private static Optional<SecretSource> source(Given given) {
        return given.here.text().flatMap(text -> {
            try {
                return Optional.of(given.way.reader.apply(text));
            } catch (IllegalArgumentException e) {
                given.here.error("is something else, must be " + given.way.mustBe);
                return Optional.empty();
            }
        });
    }

    /** The secret itself, or a placeholder that says where it is. */
    private static SecretSource written(String text) {
        return SecretGaps.areIn(text) ? SecretGaps.source(text) : new SecretSource.Inline(new Secret(text));
    }

    private static void warnOfOpenFile(SecretSource source, Setting here) {
        if (source instanceof FromFile(Path file) && SecretFile.isOpenToAll(file))
            here.warn("the file may be read by every user of this machine; take that right away, as chmod 600 does");
    }
}
