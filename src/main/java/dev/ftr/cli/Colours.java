package dev.ftr.cli;

import java.util.Map;
import java.util.Optional;

/**
 * Colours of a terminal; none when the output is not one, or when NO_COLOR is set (no-color.org). The environment decides as it
 * does for the help, which picocli colours (bixense.com/clicolors).
 */
record Colours(boolean on) {
    static Colours ofTerminal() {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(java.io.Console::isTerminal)
                .isPresent();
        return new Colours(areWanted(System.getenv(), terminal));
    }

    static boolean areWanted(Map<String, String> environment, boolean terminal) {
        if (environment.containsKey("NO_COLOR")) return false;
        if (!environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0")) return true;
        return terminal && !environment.getOrDefault("CLICOLOR", "1").equals("0");
    }

    String green(String text) {
        return painted("32", text);
    }

    String yellow(String text) {
        return painted("33", text);
    }

    String red(String text) {
        return painted("31", text);
    }

    String faint(String text) {
        return painted("2", text);
    }

    String strong(String text) {
        return painted("1", text);
    }

    private String painted(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
