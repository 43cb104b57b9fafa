package dev.ftr.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The terminal as a screen that is drawn again and again, and the keys that are pressed at it. */
final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";

    /** Cursor home; and terminals that know how show nothing until all of the picture has come. */
    private static final String BEGIN = "\u001b[?2026h\u001b[H";

    private static final String SHOWN = "\u001b[?2026l";

    /** Before what is written: behind it, it would take away what is in the last column. */
    private static final String CLEAR_LINE = "\u001b[K";

    private static final String END_OF_SCREEN = "\u001b[J";
    private static final int ROWS = 24;
    private static final int COLUMNS = 80;
    private static final char END = 'q';
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    private final Terminal terminal;
    private final BlockingQueue<Character> keys = new LinkedBlockingQueue<>();
    private boolean open = true;
    private String drawn = "";

    private Screen(Terminal terminal) {
        this.terminal = terminal;
        terminal.enterRawMode();
        // A signal by a key would leave the terminal as we have made it.
        Attributes mode = terminal.getAttributes();
        mode.setLocalFlag(LocalFlag.ISIG, false);
        mode.setInputFlag(InputFlag.IXON, false);
        mode.setControlChar(ControlChar.VMIN, 1);
        mode.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(mode);
        write(ENTER);
        // Not by JLine, whose reader may wait for ever once a signal has made it close the terminal.
        Thread.ofPlatform().name("keys").daemon().start(this::readKeys);
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
        write(BEGIN + picture + (lines.size() < rows ? "\r\n" + END_OF_SCREEN : "") + SHOWN);
    }

    /**
     * The next key, if one is pressed in time.
     *
     * @return empty: none was
     */
    Optional<Character> key(Duration patience) {
        try {
            return Optional.ofNullable(keys.poll(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(END);
        }
    }

    private void readKeys() {
        try {
            while (true) {
                int read = System.in.read();
                keys.add(read < 0 || read == CTRL_C || read == CTRL_D ? END : (char) read);
                if (read < 0) return;
            }
        } catch (IOException e) {
            keys.add(END);
        }
    }

    /** The terminal is again as it was before JLine opened it. */
    @Override
    public synchronized void close() {
        if (!open) return;
        open = false;
        write(LEAVE);
        try {
            terminal.close();
        } catch (IOException e) {
            // It is gone, and nobody looks.
        }
    }

    /** Not by JLine: at a signal it closes its own writer, before the terminal has been told to leave the screen. */
    private static void write(String text) {
        byte[] bytes = text.getBytes(System.out.charset());
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
