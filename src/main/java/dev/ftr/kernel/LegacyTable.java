package dev.ftr.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * One table of iptables-legacy as the kernel holds it, compared with what it was. The layout is that of the kernel's header
 * linux/netfilter_ipv4/ip_tables.h, on machines of 64 bits. Used by one thread.
 */
final class LegacyTable {
    private static final int GET_INFO = 64;
    private static final int GET_ENTRIES = 65;
    private static final int NAME = 32;
    private static final int INFO_BYTES = 84;
    private static final int INFO_COUNT = 76;
    private static final int INFO_SIZE = 80;
    private static final int ENTRIES_HEADER = 40;

    // struct ipt_entry
    private static final int NEXT_OFFSET = 90;
    private static final int COMEFROM = 92;
    private static final int COUNTERS_END = 112;

    private final String name;
    private final MemorySegment info = Arena.ofAuto().allocate(INFO_BYTES, 8);
    private final MemorySegment infoBefore = Arena.ofAuto().allocate(INFO_BYTES, 8);
    private MemorySegment entries = MemorySegment.NULL;
    private MemorySegment spare = MemorySegment.NULL;

    LegacyTable(String name) {
        this.name = name;
    }

    /** How many entries there were at the last look: rules, and the heads and ends of chains. */
    int count() {
        return info.get(ValueLayout.JAVA_INT, INFO_COUNT);
    }

    /**
     * Whether the table is another one than at the last look, by its size and its entry points only. Costs microseconds.
     *
     * @throws KernelException when the kernel does not tell
     */
    boolean sizeChanged(XtSocket socket) throws KernelException {
        ask(info);
        int error = socket.get(GET_INFO, info);
        if (error < 0) throw refused(error);
        boolean same = info.mismatch(infoBefore) < 0;
        infoBefore.copyFrom(info);
        return !same;
    }

    /**
     * Whether any entry is another one than at the last look, or another in its place; counters do not count. To be called
     * after {@link #sizeChanged}.
     *
     * @throws KernelException when the kernel does not tell
     */
    boolean entriesChanged(XtSocket socket) throws KernelException {
        int size = info.get(ValueLayout.JAVA_INT, INFO_SIZE);
        long bytes = ENTRIES_HEADER + (long) size;
        MemorySegment now = spare.byteSize() == bytes ? spare : Arena.ofAuto().allocate(bytes, 8);
        ask(now);
        now.set(ValueLayout.JAVA_INT, NAME, size);
        int error = socket.get(GET_ENTRIES, now);
        if (error == -XtSocket.EAGAIN) return true; // it has changed since we asked for its size
        if (error < 0) throw refused(error);
        maskCounters(now.asSlice(ENTRIES_HEADER));
        boolean same = now.mismatch(entries) < 0;
        spare = entries;
        entries = now;
        return !same;
    }

    private void ask(MemorySegment question) {
        question.asSlice(0, NAME).fill((byte) 0);
        MemorySegment.copy(
                name.getBytes(StandardCharsets.US_ASCII), 0, question, ValueLayout.JAVA_BYTE, 0, name.length());
    }

    private static void maskCounters(MemorySegment blob) {
        long entry = 0;
        while (entry + COUNTERS_END <= blob.byteSize()) {
            blob.asSlice(entry + COMEFROM, COUNTERS_END - COMEFROM).fill((byte) 0);
            int length = Short.toUnsignedInt(blob.get(ValueLayout.JAVA_SHORT_UNALIGNED, entry + NEXT_OFFSET));
            if (length < COUNTERS_END) return;
            entry += length;
        }
    }

    private KernelException refused(int error) {
        return new KernelException("table %s: %s".formatted(name, XtSocket.words(error)));
    }
}
