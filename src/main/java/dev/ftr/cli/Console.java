package dev.ftr.cli;

import dev.ftr.text.Sentences;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;

/**
 * What standard output is seen on.
 *
 * @param terminal whether somebody looks at it as it comes, and can press keys
 * @param charset of what is written there
 */
record Console(boolean terminal, Charset charset) {
    /** A file or a pipe. */
    static final Console NONE = new Console(false, StandardCharsets.UTF_8);

    private static final int USUAL_WIDTH = 80;
    private static final int NARROWEST = 40;

    static Console ofProcess() {
        java.io.Console console = System.console();
        boolean dumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(console != null && console.isTerminal() && !dumb, System.out.charset());
    }

    /** As wide as the terminal; where there is none, as COLUMNS says. */
    Page page(Sentences sentences) {
        int width = terminal ? Screen.width() : 0;
        return new Page(
                Math.max(NARROWEST, width > 0 ? width : columns(System.getenv())),
                Colours.ofTerminal(),
                Glyphs.of(charset),
                sentences,
                ZoneId.systemDefault());
    }

    static int columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
