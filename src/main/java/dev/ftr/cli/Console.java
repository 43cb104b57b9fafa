package dev.ftr.cli;

import dev.ftr.text.Sentences;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;

/**
 * What standard output is seen on.
 *
 * @param terminal whether somebody looks at it as it comes, and can press keys
 * @param charset of what is written there
 * @param columns how wide it is taken to be where it is no terminal
 */
record Console(boolean terminal, Charset charset, Colours colours, int columns) {
    private static final int USUAL_WIDTH = 80;
    private static final int NARROWEST = 40;

    /** A file or a pipe, wherever it is. */
    static Console unseen() {
        return new Console(false, StandardCharsets.UTF_8, new Colours(false), USUAL_WIDTH);
    }

    static Console ofProcess() {
        Optional<java.io.Console> seen = Optional.ofNullable(System.console());
        Map<String, String> environment = System.getenv();
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                seen.filter(java.io.Console::isTerminal).isPresent() && !dumb,
                System.out.charset(),
                Colours.ofTerminal(),
                columns(environment));
    }

    /** Columns of the terminal. */
    int width() {
        int width = terminal ? Screen.width() : 0;
        return Math.max(NARROWEST, width > 0 ? width : columns);
    }

    Page page(Sentences sentences) {
        return new Page(width(), colours, Glyphs.of(charset), sentences, TimeZone.getDefault());
    }

    private static int columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
