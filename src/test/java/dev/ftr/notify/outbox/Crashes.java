package dev.ftr.notify.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A real disk on which the program ends before, within or after any step; or which takes nothing. */
final class Crashes implements Storage {
    /** The program ends here. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Storage disk = new Disk();
    private final Map<Path, Long> forced = new HashMap<>();
    private final Set<Tail> open = new HashSet<>();
    private int steps;
    private int crashAt = Integer.MAX_VALUE;
    private boolean full;

    /** The step, counted from now, at which the program ends: three of them are before, within and after one operation. */
    void crashAt(int step) {
        steps = 0;
        crashAt = step;
    }

    int steps() {
        return steps;
    }

    void setFull(boolean nowFull) {
        full = nowFull;
    }

    /** What was written and not forced is gone. */
    void cutPower() throws IOException {
        for (Tail tail : Set.copyOf(open)) tail.close();
        for (Map.Entry<Path, Long> file : forced.entrySet())
            if (Files.exists(file.getKey()))
                try (Tail tail = disk.open(file.getKey())) {
                    tail.truncate(Math.min(tail.size(), file.getValue()));
                }
    }

    private void step() {
        if (steps++ == crashAt) throw new Crash();
    }

    private void room() throws IOException {
        if (full) throw new IOException("No space left on device");
    }

    @Override
    public Tail open(Path file) throws IOException {
        step();
        Tail tail = new Watched(file, disk.open(file));
        open.add(tail);
        forced.putIfAbsent(file, 0L);
        step();
        return tail;
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        step();
        room();
        if (steps++ == crashAt) {
            Files.write(file.resolveSibling(file.getFileName() + ".new"), Arrays.copyOf(content, content.length / 2));
            throw new Crash();
        }
        disk.replace(file, content);
        step();
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        disk.delete(file);
        step();
    }

    private final class Watched implements Tail {
        private final Path file;
        private final Tail tail;

        Watched(Path file, Tail tail) {
            this.file = file;
            this.tail = tail;
        }

        @Override
        public void append(byte[] line) throws IOException {
            step();
            byte[] half = Arrays.copyOf(line, line.length / 2);
            if (full) {
                tail.append(half);
                room();
            }
            if (steps++ == crashAt) {
                tail.append(half);
                throw new Crash();
            }
            tail.append(line);
            step();
        }

        @Override
        public long size() throws IOException {
            return tail.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            step();
            tail.truncate(size);
            step();
        }

        @Override
        public void force() throws IOException {
            step();
            tail.force();
            forced.put(file, tail.size());
            step();
        }

        @Override
        public void close() throws IOException {
            open.remove(this);
            tail.close();
        }
    }
}
