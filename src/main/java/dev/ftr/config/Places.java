package dev.ftr.config;

import java.util.Optional;

/** Where in the files of a config each value stands. It shows none of the values. */
public final class Places {
    /** Of a config that comes from no file. */
    public static final Places NONE = new Places(Optional.empty());

    private final Optional<Node> root;

    private Places(Optional<Node> root) {
        this.root = root;
    }

    static Places of(Node root) {
        return new Places(Optional.of(root));
    }

    /**
     * Something to be told about a value, at its place.
     *
     * @param pointer JSON pointer of the value (RFC 6901)
     * @return empty: there is no such value
     */
    public Optional<ConfigProblem> problem(Rule rule, String pointer, String message) {
        return root.flatMap(node -> below(node, pointer))
                .map(Node::place)
                .map(place -> new ConfigProblem(rule, place.file(), place.line(), place.column(), pointer, message));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Places places && root.equals(places.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    private static Optional<Node> below(Node root, String pointer) {
        Optional<Node> here = Optional.of(root);
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String key = step.replace("~1", "/").replace("~0", "~");
            here = here.flatMap(node -> child(node, key));
        }
        return here;
    }

    private static Optional<Node> child(Node node, String key) {
        return switch (node) {
            case Node.Mapping mapping ->
                Optional.ofNullable(mapping.entries().get(key)).map(Node.Entry::value);
            case Node.Sequence sequence
            when key.matches("[0-9]{1,6}") ->
                sequence.items().stream().skip(Integer.parseInt(key)).findFirst();
            case Node.Sequence _, Node.Scalar _ -> Optional.empty();
        };
    }
}
