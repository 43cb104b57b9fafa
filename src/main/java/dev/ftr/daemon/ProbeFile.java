package dev.ftr.daemon;

import dev.ftr.replay.RecordingFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code probes.csv} and {@code probes.csv.1}: appended to, and bounded by dropping the older one when the newer is full. */
final class ProbeFile {
    static final String NAME = "probes.csv";

    /** Of each of the two files. */
    static final long MAX_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ProbeFile.class);

    private final Path file;
    private final long maxBytes;
    private final Supplier<String> header;
    private boolean headerDue = true;
    private boolean failing;

    /** @param header what a file, and what comes after a gap, begins with */
    ProbeFile(Path stateDir, long maxBytes, Supplier<String> header) {
        this.file = stateDir.resolve(NAME);
        this.maxBytes = maxBytes;
        this.header = header;
    }

    /** Appends whole lines, or nothing; an unwritable disk is reported once and stops nothing else. */
    boolean append(CharSequence lines) {
        try {
            Files.createDirectories(file.getParent());
            if (size() + lines.length() > maxBytes && size() > 0) rotate();
            headerDue |= size() == 0;
            String text = headerDue ? lineEnd() + header.get() + lines : lines.toString();
            write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            headerDue = false;
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written, probes are not recorded: {}", file, FileFailure.cause(e));
            failing = true;
            headerDue = true;
        }
        return !failing;
    }

    private long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void rotate() throws IOException {
        Files.move(file, file.resolveSibling(NAME + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long before = channel.size();
            channel.position(before);
            try {
                while (bytes.hasRemaining()) channel.write(bytes);
            } catch (IOException e) {
                // What a full disk has taken of it would be half a line.
                channel.truncate(before);
                throw e;
            }
        }
    }

    /** Marks a line that a crash has left half-written. */
    private String lineEnd() throws IOException {
        if (size() == 0) return "";
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n' ? "" : RecordingFormat.TORN + "\n";
        }
    }
}
