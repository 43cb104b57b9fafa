package dev.ftr.config;

/** Finds placeholders for secrets where there can be none: what is not secret is shown, and would be read once and for all. */
final class MisplacedSecrets {
    private static final String COMMAND_KEY = "command";

    private final Problems problems;

    private MisplacedSecrets(Problems problems) {
        this.problems = problems;
    }

    static void check(Node root, Problems problems) {
        new MisplacedSecrets(problems).look(root, "", "");
    }

    private void look(Node node, String key, String pointer) {
        switch (node) {
            case Node.Mapping mapping ->
                mapping.entries().forEach((name, entry) -> look(entry.value(), name, Shown.pointer(pointer, name)));
            case Node.Sequence sequence -> {
                int index = 0;
                for (Node item : sequence.items()) look(item, key, pointer + "/" + index++);
            }
            case Node.Scalar scalar -> {
                // A command is shown nowhere, but whoever sees the processes sees its arguments.
                boolean open = !scalar.secret() || key.equals(COMMAND_KEY);
                if (open && SecretGaps.areIn(scalar.text()))
                    problems.error(
                            Rule.WRONG_VALUE,
                            scalar.place(),
                            pointer,
                            "has a placeholder for a secret, which only password, secret, url, headers and body can have;"
                                    + " write the value itself");
            }
        }
    }
}
