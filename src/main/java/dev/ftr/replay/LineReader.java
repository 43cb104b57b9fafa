package dev.ftr.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Lines of a file that may hold anything: none takes more memory than a line can need. */
final class LineReader {
    private static final int LONGEST = 4096;

    private final InputStream input;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[LONGEST];
    private int position;
    private int limit;
    private int number;

    LineReader(InputStream input) {
        this.input = input;
    }

    /** Of the line that was read last, from 1. */
    int number() {
        return number;
    }

    /**
     * The next line, without its end; empty at the end of the file. A line without an end was left half-written and is none.
     *
     * @throws IllegalArgumentException when a line is longer than any can be
     */
    Optional<String> next() throws IOException {
        number++;
        int length = 0;
        while (true) {
            if (position == limit) {
                limit = input.read(buffer);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    return Optional.empty();
                }
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') end++;
            int part = end - position;
            if (length + part > line.length)
                throw new IllegalArgumentException("the line is longer than %d bytes".formatted(LONGEST));
            System.arraycopy(buffer, position, line, length, part);
            length += part;
            position = end;
            if (end == limit) continue;
            position++;
            return Optional.of(new String(Arrays.copyOf(line, length), StandardCharsets.ISO_8859_1));
        }
    }
}
