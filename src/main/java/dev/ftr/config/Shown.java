package dev.ftr.config;

import java.util.Locale;
import java.util.Set;

/**
 * How pieces of a config appear in messages: short, on one line, and no secret among them. A slip of the keyboard can glue a
 * password to any other value, so whatever contains the word is not shown at all.
 */
final class Shown {
    static final String PASSWORD_KEY = "password";
    static final String SECRET_KEY = "secret";
    static final String HEADERS_KEY = "headers";

    /** What stands behind these keys is shown nowhere. A URL, a body or an argument may be a token. */
    static final Set<String> SECRET_KEYS = Set.of(PASSWORD_KEY, SECRET_KEY, HEADERS_KEY, "url", "body", "command");

    /** A key of ours that has part of such a word in it. */
    private static final String LOOKS_SECRET = "bypass";

    /** Keys that tell where a secret is, and that are shown even with a slip in them. */
    private static final Set<String> KEYS_OF_SECRETS = Set.of(
            PASSWORD_KEY,
            "password_file",
            "password_env",
            "password_credential",
            SECRET_KEY,
            "secret_file",
            "secret_env",
            "secret_credential");

    static final String HIDDEN = "(not shown)";
    private static final int LONGEST = 60;

    private Shown() {}

    /** To be followed by a comma and what the value must be: {@code is 300}. */
    static String is(Node node) {
        return switch (node) {
            case Node.Mapping _ -> "is a mapping";
            case Node.Sequence _ -> "is a list";
            case Node.Scalar scalar -> is(scalar);
        };
    }

    private static String is(Node.Scalar scalar) {
        if (scalar.isBlank()) return "is empty";
        if (scalar.secret() || tellsSecret(scalar.text())) return "is something else";
        boolean bare = scalar.plain()
                && (PlainScalar.asNumber(scalar.text()).isPresent()
                        || PlainScalar.asBoolean(scalar.text()).isPresent());
        return bare ? "is " + scalar.text() : "is '" + shortened(scalar.text()) + "'";
    }

    /** A key in a message or a pointer. */
    static String key(String key) {
        return tellsSecret(key) && !isKnown(key) ? HIDDEN : shortened(key);
    }

    private static boolean isKnown(String key) {
        return key.equals(LOOKS_SECRET)
                || KEYS_OF_SECRETS.stream().anyMatch(k -> NearMiss.distance(key.toLowerCase(Locale.ROOT), k) <= 3);
    }

    /** Appends a key to a JSON pointer. */
    static String pointer(String parent, String key) {
        return parent + "/" + key(key).replace("~", "~0").replace("/", "~1");
    }

    /** Control characters and line breaks made visible. */
    static String oneLine(String text) {
        if (text.codePoints().noneMatch(Shown::breaksLines)) return text;
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (breaksLines(c)) line.append("\\u%04x".formatted(c));
            else line.appendCodePoint(c);
        });
        return line.toString();
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /** A URL may have a password between a colon and an at sign. */
    private static boolean tellsSecret(String text) {
        int colon = text.indexOf(':');
        boolean login = colon >= 0 && text.indexOf('@', colon) >= 0;
        String lower = text.toLowerCase(Locale.ROOT);
        return login || lower.contains("pass") || lower.contains(SECRET_KEY);
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) return text;
        return text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
