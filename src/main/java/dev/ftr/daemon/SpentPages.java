package dev.ftr.daemon;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the pages of the program's own files that only the start has needed: a third of the JVM and of the cache of
 * classes. Nothing is lost: what is never written to is read again from the file when it is wanted.
 */
@SuppressWarnings("restricted")
public final class SpentPages {
    private static final Logger LOG = LoggerFactory.getLogger(SpentPages.class);
    private static final Duration STARTED = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final Path SMAPS = Path.of("/proc/self/smaps");
    private static final int MADV_DONTNEED = 4;

    /** The first line of a mapping: private, not writable, of the JVM or the cache. */
    private static final Pattern OURS = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r-[-x]p .*(?:/libjvm\\.so|\\.jsa)");

    private static final Pattern HEAD = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");
    private static final Pattern UNTOUCHED = Pattern.compile("Anonymous: +0 kB");

    private long due = System.nanoTime() + STARTED.toNanos();

    /** Memory from one address to another. */
    record Stretch(long from, long to) {}

    /** Gives back, if the time has come: a minute after the start, then every five minutes. */
    public void giveBack() {
        long now = System.nanoTime();
        if (now - due < 0) return;
        due = now + AGAIN.toNanos();
        try {
            for (Stretch stretch : clean(Files.readAllLines(SMAPS))) giveBack(stretch);
        } catch (IOException | RuntimeException e) {
            LOG.debug("memory that is not needed any more is kept: {}", e.toString());
        }
    }

    /** Those that hold nothing but what the file holds: in others, written to by the loader before they were closed, it would be lost. */
    static List<Stretch> clean(List<String> smaps) {
        List<Stretch> clean = new ArrayList<>();
        Matcher head = OURS.matcher("");
        boolean ours = false;
        for (String line : smaps) {
            if (HEAD.matcher(line).matches()) ours = head.reset(line).matches();
            else if (ours && UNTOUCHED.matcher(line).matches())
                clean.add(new Stretch(
                        Long.parseUnsignedLong(head.group(1), 16), Long.parseUnsignedLong(head.group(2), 16)));
        }
        return clean;
    }

    private static void giveBack(Stretch stretch) {
        Linker linker = Linker.nativeLinker();
        MethodHandle madvise = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            int failed = (int) madvise.invokeExact(
                    MemorySegment.ofAddress(stretch.from()), stretch.to() - stretch.from(), MADV_DONTNEED);
            if (failed != 0) LOG.debug("memory that is not needed any more is kept");
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
