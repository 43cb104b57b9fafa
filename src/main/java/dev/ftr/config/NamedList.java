package dev.ftr.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lists of a config whose entries have names: where a config is split over several files, entries of the same name are
 * one. The schema says the same of each ({@code x-merge}), for editors and other readers.
 */
enum NamedList {
    UPLINKS("uplinks") {
        @Override
        Optional<String> usual(Node.Mapping entry) {
            return text(entry, "interface");
        }
    },
    POLICIES("policies") {
        @Override
        Optional<String> usual(Node.Mapping entry) {
            return Optional.empty();
        }
    },
    WEBHOOKS("webhooks") {
        @Override
        Optional<String> usual(Node.Mapping entry) {
            return text(entry, "url")
                    .map(url -> HostText.hostOf(SecretGaps.inUrl(url)).toLowerCase(Locale.ROOT))
                    .filter(host -> !host.isEmpty());
        }
    },
    HOOKS("hooks") {
        @Override
        Optional<String> usual(Node.Mapping entry) {
            return value(entry, "command")
                    .flatMap(command -> command instanceof Node.Sequence words
                            ? words.items().stream().findFirst()
                            : Optional.empty())
                    .flatMap(NamedList::text)
                    .flatMap(NamedList::fileName);
        }
    };

    private final String key;

    NamedList(String key) {
        this.key = key;
    }

    /** The list under this key of a config. */
    static Optional<NamedList> at(String key) {
        return Stream.of(values()).filter(list -> list.key.equals(key)).findFirst();
    }

    String key() {
        return key;
    }

    /** By what an entry is known; empty: nothing, or it cannot be read. */
    Optional<String> nameOf(Node entry) {
        if (!(entry instanceof Node.Mapping mapping)) return Optional.empty();
        return text(mapping, "name").or(() -> usual(mapping));
    }

    /** The name of an entry that does not say one. */
    abstract Optional<String> usual(Node.Mapping entry);

    private static Optional<Node> value(Node.Mapping entry, String key) {
        return Optional.ofNullable(entry.entries().get(key)).map(Node.Entry::value);
    }

    private static Optional<String> text(Node.Mapping entry, String key) {
        return value(entry, key).flatMap(NamedList::text);
    }

    private static Optional<String> text(Node node) {
        return node instanceof Node.Scalar scalar && !scalar.isBlank() ? Optional.of(scalar.text()) : Optional.empty();
    }

    private static Optional<String> fileName(String program) {
        try {
            return Optional.ofNullable(Path.of(program).getFileName()).map(Path::toString);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
