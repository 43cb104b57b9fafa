package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.daemon.SpentPages.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpentPagesTest {
    @Test
    void onlyWhatTheFileHoldsAsWell() {
        String smaps = """
                801000000-802000000 r--p 00c00000 fe:01 12 /usr/lib/ftr/app/1.jsa
                Size:              16384 kB
                Anonymous:             0 kB
                800000000-801000000 rw-p 00000000 fe:01 12 /usr/lib/ftr/app/1.jsa
                Anonymous:             0 kB
                7f00b0000000-7f00b0100000 r--p 00b00000 fe:01 13 /usr/lib/ftr/lib/server/libjvm.so
                Anonymous:            16 kB
                7f00b0100000-7f00b0c00000 r-xp 00100000 fe:01 13 /usr/lib/ftr/lib/server/libjvm.so
                Anonymous:             0 kB
                7f00c0000000-7f00c0100000 r-xp 00000000 fe:01 14 /usr/lib/libc.so.6
                Anonymous:             0 kB
                7f00d0000000-7f00d0100000 r--s 00000000 fe:01 12 /usr/lib/ftr/app/1.jsa
                Anonymous:             0 kB
                """;
        assertEquals(
                List.of(new Stretch(0x801000000L, 0x802000000L), new Stretch(0x7f00b0100000L, 0x7f00b0c00000L)),
                SpentPages.clean(smaps.lines().toList()));
    }
}
