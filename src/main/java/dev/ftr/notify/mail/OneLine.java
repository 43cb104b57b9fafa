package dev.ftr.notify.mail;

/** Makes a line of any text. */
final class OneLine {
    private OneLine() {}

    /** Without control and other invisible characters, and every run of white space a single space. */
    static String of(String text) {
        return text.codePoints()
                .map(c -> isInvisible(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replaceAll(" {2,}", " ")
                .strip();
    }

    /**
     * The same, shortened.
     *
     * @param longest in characters, at least 2
     */
    static String of(String text, int longest) {
        String line = of(text);
        if (line.length() <= longest) return line;
        int end = longest - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** Control, format (the marks that turn text round among them), line and paragraph separators, halves of pairs. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> Character.isWhitespace(c);
        };
    }
}
