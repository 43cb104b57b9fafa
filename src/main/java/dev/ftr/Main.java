package dev.ftr;

import dev.ftr.cli.Cli;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = Cli.run(args);
        // System.exit tells a log of it, and looks for that through the whole class path: that takes longer than ftr
        // --version.
        if (code != 0 || goesOn()) System.exit(code);
    }

    /** Whether there is a thread without which the process would go on, besides this one. */
    private static boolean goesOn() {
        Thread[] threads = new Thread[Thread.activeCount() + 1];
        int count = Thread.enumerate(threads);
        int going = 0;
        for (int i = 0; i < count; i++) if (!threads[i].isDaemon()) going++;
        return going > 1;
    }
}
