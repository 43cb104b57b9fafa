package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.replay.RecordingInvalid;
import dev.ftr.replay.RecordingReader;
import dev.ftr.replay.Replay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileRecordingsTest {
    private static final List<String> BITS = List.of(
            "-1",
            "999999999999999",
            "0",
            "lost",
            "?",
            "%",
            "ftr-probes,1,2026-03-01T10:00:01Z,0\n",
            "uplink,1,x,y\n",
            "\n",
            ",",
            "NaN",
            "state,1,0,DOWN,\n",
            "link,5,0,down,x\n",
            "link,9,0,up,\n",
            "\u0000",
            "=",
            "target,0,6,arp\n",
            "end,7\n");

    @Property(tries = 400)
    void whateverIsInAFileThereIsAtMostACleanError(@ForAll @Size(max = 12) List<Integer> damages) throws IOException {
        StringBuilder text = new StringBuilder(good());
        for (int damage : damages) {
            Random random = new Random(damage);
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(4));
            text.replace(at, end, BITS.get(random.nextInt(BITS.size())));
        }
        survives(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 100)
    void anyBytesAreAtMostACleanError(@ForAll byte[] bytes) throws IOException {
        survives(bytes);
    }

    private static void survives(byte[] content) throws IOException {
        Path folder = Files.createTempDirectory("hostile");
        Path file = folder.resolve("probes.csv");
        try {
            Files.write(file, content);
            Replay.compare(RecordingReader.read(List.of(file)), Past.settings(Past.config(Past.JUMPY)));
        } catch (RecordingInvalid e) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.matches("\\S+probes.csv:(\\d+:)? [ -~]+"), message);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static String good() throws IOException {
        Path folder = Files.createTempDirectory("good");
        Past.record(folder, Past.config(Past.STEADY), Past.network(0.1, 8, 20), 40, 1 << 20);
        Path file = folder.resolve("probes.csv");
        String text = Files.readString(file);
        Files.delete(file);
        Files.delete(folder);
        return text;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|uplinks: []|is no recording of probes; name a probes.csv of 'tests.record: true'",
                "1|ftr-probes,7,x|has format version '7'; this version of ftr reads version 1",
                "2|ftr-probes,1,2026-03-01T10:00:00Z,0/nonsense|'nonsense' is no line of a recording; delete the line, or what is from here on",
                "2|ftr-probes,1,2026-03-01T10:00:00Z,0/1,0,0,5|there is no uplink 0; delete the line, or what is from here on",
            })
    void saysWhatIsWrongAndWhere(int line, String content, String expected) throws IOException {
        Path file = Files.createTempFile("bad", ".csv");
        Files.writeString(file, content.replace('/', '\n') + "\n");
        RecordingInvalid e = assertThrows(RecordingInvalid.class, () -> RecordingReader.read(List.of(file)));
        assertEquals("%s:%d: %s".formatted(file, line, expected), e.getMessage());
        Files.delete(file);
    }

    @Test
    void aFileThatWasJustBegunIsARecordingOfNothing() throws IOException, RecordingInvalid {
        Path file = Files.createTempFile("new", ".csv");
        Files.writeString(file, "ftr-probes,1,2026-03-01T10:00:00Z,0\n");
        assertEquals(
                0, Replay.compare(RecordingReader.read(List.of(file)), Map.of()).size());
        Files.delete(file);
    }
}
