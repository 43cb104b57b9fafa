package dev.ftr.cli;

import picocli.CommandLine.Help.Ansi;

/** Colours of a terminal; none when the output is not one, or when NO_COLOR is set. */
record Colours(boolean on) {
    static Colours ofTerminal() {
        return new Colours(Ansi.AUTO.enabled());
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
