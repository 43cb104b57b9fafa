package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspectsTest {
    @TempDir
    Path proc;

    @Test
    void namesThoseThatRunOnceWithTheRemedy() throws IOException {
        process("12", "bird\n");
        process("13", "NetworkManager\n");
        process("14", "bird\n");
        process("15", "bash\n");
        assertEquals(
                "; running here: NetworkManager (take the uplinks out of its hands: unmanaged-devices), BIRD",
                Suspects.hint(proc));
    }

    @Test
    void saysNothingWhereNoneRuns() throws IOException {
        process("15", "bash\n");
        assertEquals("", Suspects.hint(proc));
    }

    @Test
    void passesOverProcessesThatHaveEndedAndWhatIsNone() throws IOException {
        Files.createDirectory(proc.resolve("16"));
        Files.createDirectory(proc.resolve("sys"));
        Files.writeString(proc.resolve("sys").resolve("comm"), "bird\n");
        process("17", "dhcpcd\n");
        assertTrue(Suspects.hint(proc).contains("dhcpcd"));
        assertEquals("; running here: dhcpcd (option nogateway)", Suspects.hint(proc));
    }

    @Test
    void aNameThatIsNoTextIsNobody() throws IOException {
        Path process = Files.createDirectory(proc.resolve("18"));
        Files.write(process.resolve("comm"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertEquals("", Suspects.hint(proc));
    }

    @Test
    void saysNothingWithoutProc() {
        assertEquals("", Suspects.hint(proc.resolve("missing")));
    }

    private void process(String pid, String name) throws IOException {
        Files.writeString(Files.createDirectory(proc.resolve(pid)).resolve("comm"), name);
    }
}
