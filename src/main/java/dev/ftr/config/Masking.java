package dev.ftr.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts stars in the place of secrets, so that a config may be shown, and still is one. */
final class Masking {
    static final String MASK = "***";

    private Masking() {}

    static Node.Mapping of(Node.Mapping root) {
        return mapping(root);
    }

    private static Node.Mapping mapping(Node.Mapping mapping) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(key, new Node.Entry(entry.keyPlace(), node(key, entry.value()))));
        return new Node.Mapping(mapping.place(), entries);
    }

    private static Node node(String key, Node node) {
        return switch (node) {
            case Node.Mapping below -> mapping(below);
            case Node.Sequence sequence -> new Node.Sequence(sequence.place(), items(key, sequence.items()));
            case Node.Scalar scalar -> scalar(key, scalar);
        };
    }

    /** The program of a command is no secret: the name of its file is that of the hook. */
    private static List<Node> items(String key, List<Node> items) {
        List<Node> masked = new ArrayList<>();
        for (Node item : items) {
            boolean program = key.equals("command") && masked.isEmpty();
            masked.add(program ? item : node(key, item));
        }
        return masked;
    }

    private static Node.Scalar scalar(String key, Node.Scalar scalar) {
        if (!scalar.secret() || scalar.isBlank() || scalar.text().isEmpty()) return scalar;
        String text = key.equals("url") ? url(scalar.text()) : SecretGaps.masked(scalar.text(), MASK);
        return new Node.Scalar(scalar.place(), text, false, true);
    }

    /** The host is shown everywhere: it is the name of the webhook. */
    private static String url(String text) {
        Optional<URI> url = HostText.url(SecretGaps.inUrl(text));
        return url.map(u -> u.getScheme() + "://" + u.getRawAuthority() + "/" + MASK)
                .orElse(MASK);
    }
}
