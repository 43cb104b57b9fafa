package dev.ftr.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock of the process that guards a pending change. The kernel gives it back when the process ends, however it ends. Who
 * decides otherwise adds a line to the file; the guard sees it even when the file has been removed by then.
 */
final class Guard implements AutoCloseable {
    private final FileChannel channel;
    private final long size;

    private Guard(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    static Guard take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        channel.truncate(0);
        channel.write(text(Long.toString(ProcessHandle.current().pid())));
        return new Guard(channel, channel.size());
    }

    /** Tells the guard, if there is one, that it is not needed any more. */
    static void dismiss(Path file) throws IOException {
        if (!Files.exists(file)) return;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            channel.write(text("dismissed"));
        }
    }

    boolean isDismissed() throws IOException {
        return channel.size() != size;
    }

    private static ByteBuffer text(String line) {
        return ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
