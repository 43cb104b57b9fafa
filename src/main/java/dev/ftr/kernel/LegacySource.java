package dev.ftr.kernel;

import java.time.Duration;
import java.util.List;

/**
 * Looks at the tables of iptables-legacy, which announces nothing, several times a second and without starting a process.
 * Any change of a table is news: chains are not named in it in a way that would tell ours from others'.
 */
final class LegacySource extends EventSource {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** Tables so big are read whole only at every so manieth look; in between their size must do. */
    private static final int BIG = 2000;

    private static final int LOOKS_PER_READING = 25;

    private final Sight sight;
    private final List<String> tables;
    private final Backoff backoff;

    LegacySource(Sight sight, List<String> tables, Backoff backoff) {
        super(sight);
        this.sight = sight;
        this.tables = List.copyOf(tables);
        this.backoff = backoff;
    }

    @Override
    Duration attempt() {
        try (XtSocket socket = XtSocket.open()) {
            watch(socket);
            return Duration.ZERO;
        } catch (KernelException e) {
            sight.lost(String.valueOf(e.getMessage()));
            return backoff.missing();
        }
    }

    @Override
    void stop() {}

    private void watch(XtSocket socket) throws KernelException {
        LegacyTable[] watched = tables.stream().map(LegacyTable::new).toArray(LegacyTable[]::new);
        for (LegacyTable table : watched) look(table, socket, true);
        sight.found();
        for (int round = 1; pause(LOOK); round++) {
            boolean thorough = round % LOOKS_PER_READING == 0;
            boolean changed = false;
            for (LegacyTable table : watched) changed |= look(table, socket, thorough);
            if (changed) sight.listener().changed(KernelPart.FIREWALL);
        }
    }

    private static boolean look(LegacyTable table, XtSocket socket, boolean thorough) throws KernelException {
        boolean changed = table.sizeChanged(socket);
        if (changed || thorough || table.count() <= BIG) changed |= table.entriesChanged(socket);
        return changed;
    }
}
