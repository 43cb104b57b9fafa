package dev.ftr.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** The terminal as a screen that is drawn again and again, and the keys that are pressed at it. */
final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    /** Cursor home; and terminals that know how show nothing until all of the picture has come. */
    private static final String BEGIN = "\u001b[?2026h\u001b[H";

    private static final String END = "\u001b[?2026l";

    /** Before what is written: behind it, it would take away what is in the last column. */
    private static final String CLEAR_LINE = "\u001b[K";

    private static final String END_OF_SCREEN = "\u001b[J";
    private static final int ROWS = 24;
    private static final int COLUMNS = 80;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    private final Terminal terminal;
    private final Attributes before;
    private boolean open = true;
    private String drawn = "";

    private Screen(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
        // A signal by a key would leave the terminal as we have made it.
        Attributes keys = terminal.getAttributes();
        keys.setLocalFlag(LocalFlag.ISIG, false);
        keys.setInputFlag(InputFlag.IXON, false);
        terminal.setAttributes(keys);
        write(ENTER);
    }

    /** @throws IOException where there is no terminal that could be drawn on */
    static Screen open() throws IOException {
        return new Screen(terminal());
    }

    /** The columns of the terminal; 0: not known. */
    static int width() {
        try (Terminal terminal = terminal()) {
            return terminal.getWidth();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of a fixed type: what is written needs no description of terminals, which JLine would start a program to get. */
    private static Terminal terminal() throws IOException {
        return TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .provider("ffm")
                .type("xterm")
                .nativeSignals(false)
                .encoding(System.out.charset())
                .build();
    }

    int columns() {
        int width = terminal.getWidth();
        return width > 0 ? width : COLUMNS;
    }

    int rows() {
        int height = terminal.getHeight();
        return height > 0 ? height : ROWS;
    }

    /** Shows the lines in place of what is there; those that are too many are left out. */
    synchronized void draw(List<String> lines) {
        int rows = rows();
        String picture = lines.stream().limit(rows).map(l -> CLEAR_LINE + l).collect(Collectors.joining("\r\n"));
        String all = columns() + "x" + rows + picture;
        if (!open || all.equals(drawn)) return;
        drawn = all;
        write(BEGIN + picture + (lines.size() < rows ? "\r\n" + END_OF_SCREEN : "") + END);
    }

    /**
     * The next key, if one is pressed in time.
     *
     * @return empty: none was
     */
    Optional<Character> key(Duration patience) {
        try {
            int read = terminal.reader().read(Math.max(1, patience.toMillis()));
            if (read == NonBlockingReader.READ_EXPIRED) return Optional.empty();
            return Optional.of(read < 0 || read == CTRL_C || read == CTRL_D ? 'q' : (char) read);
        } catch (IOException e) {
            return Optional.of('q');
        }
    }

    /** The terminal is again as it was before. */
    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        write(LEAVE);
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException e) {
            // It is gone, and nobody looks.
        }
    }

    private void write(String text) {
        PrintWriter writer = terminal.writer();
        writer.print(text);
        writer.flush();
    }
}
