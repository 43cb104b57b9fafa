package dev.ftr.notify.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files of a real outbox. */
public final class Disk implements Storage {
    @Override
    public Tail open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new FileTail(
                file,
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(DurableFile.OWNER_ONLY)));
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        DurableFile.replace(file, content);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private static final class FileTail implements Tail {
        private final Path file;
        private final FileChannel channel;
        private boolean named;

        FileTail(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void append(byte[] line) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(line);
            while (rest.hasRemaining()) channel.write(rest);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
            if (!named) DurableFile.forceFolderOf(file);
            named = true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
