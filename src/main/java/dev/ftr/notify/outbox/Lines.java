package dev.ftr.notify.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The whole lines of a file that still grows, one after the other; what is behind the last of them is left. */
final class Lines implements Closeable {
    private static final int CHUNK = 64 << 10;

    private final FileChannel channel;
    private byte[] buffer = new byte[CHUNK];
    private int begin;
    private int end;
    private long offset;

    Lines(Path file) throws IOException {
        this.channel = FileChannel.open(file);
    }

    /** The next line without its end; empty: there is none yet. */
    Optional<byte[]> next() throws IOException {
        int searched = begin;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] != '\n') continue;
                byte[] line = Arrays.copyOfRange(buffer, begin, i);
                offset += i + 1 - begin;
                begin = i + 1;
                return Optional.of(line);
            }
            searched = end;
            if (end == buffer.length) searched -= makeRoom();
            int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end), offset + end - begin);
            if (read <= 0) {
                // Half a line may be taken back and written anew.
                begin = end;
                return Optional.empty();
            }
            end += read;
        }
    }

    /** @return by how much everything has moved towards the beginning */
    private int makeRoom() {
        int moved = begin;
        byte[] next = begin > 0 ? buffer : new byte[2 * buffer.length];
        System.arraycopy(buffer, begin, next, 0, end - begin);
        buffer = next;
        end -= moved;
        begin = 0;
        return moved;
    }

    /** Where the next line begins, bytes. */
    long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
