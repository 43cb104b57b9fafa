package dev.ftr.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Lines of a stream, of which only the first 4096 bytes are kept: the definition of a set may take megabytes. */
final class BoundedLines {
    private static final int LONGEST = 4096;

    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[LONGEST];
    private int position;
    private int filled;

    BoundedLines(InputStream stream) {
        this.stream = stream;
    }

    /** The next line without its end; none at the end of the stream. */
    Optional<String> next() throws IOException {
        int length = 0;
        while (true) {
            if (position == filled) {
                position = 0;
                filled = Math.max(0, stream.read(buffer));
                if (filled == 0) return length == 0 ? Optional.empty() : Optional.of(text(length));
            }
            int end = position;
            while (end < filled && buffer[end] != '\n') end++;
            int taken = Math.min(end - position, LONGEST - length);
            System.arraycopy(buffer, position, line, length, taken);
            length += taken;
            position = end;
            if (end < filled) {
                position++;
                return Optional.of(text(length));
            }
        }
    }

    private String text(int length) {
        return new String(Arrays.copyOf(line, length), StandardCharsets.UTF_8);
    }
}
