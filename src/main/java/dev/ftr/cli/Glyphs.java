package dev.ftr.cli;

import java.nio.charset.Charset;

/**
 * The signs that a terminal can show.
 *
 * @param unicode whether it can show more than ASCII
 */
record Glyphs(boolean unicode) {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_BARS = "_.-:=+*#";
    private static final String PROSE = "’“”–—…→";

    /** How many different bars there are. */
    static final int LEVELS = BARS.length();

    static Glyphs of(Charset charset) {
        return new Glyphs(charset.canEncode() && charset.newEncoder().canEncode(BARS + PROSE));
    }

    /**
     * A bar of a sparkline.
     *
     * @param level 0 to {@link #LEVELS} - 1
     */
    char bar(int level) {
        return (unicode ? BARS : ASCII_BARS).charAt(level);
    }

    String ellipsis() {
        return unicode ? "…" : "~";
    }

    /** Prose with the typographic signs that the terminal has. */
    String prose(String text) {
        if (unicode) return text;
        return text.replace('’', '\'')
                .replace('“', '"')
                .replace('”', '"')
                .replace('–', '-')
                .replace("—", "--")
                .replace("…", "...")
                .replace("→", "-->");
    }
}
