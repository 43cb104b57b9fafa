package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsQuestionTest {
    private static final int ID = 0xbeef;

    @Test
    void asksForOneRecordRecursively() throws IOException {
        byte[] expected = HexFormat.of()
                .parseHex("beef0100000100000000000007" + "6578616d706c65" + "036f7267" + "00" + "00010001");
        assertArrayEquals(expected, DnsQuestion.of("example.org", "A").message(ID));
        assertArrayEquals(expected, DnsQuestion.of("example.org.", "a").message(ID));
    }

    @Test
    void theRootIsAName() throws IOException {
        assertArrayEquals(
                HexFormat.of().parseHex("beef01000001000000000000" + "00" + "00020001"),
                DnsQuestion.of(".", "NS").message(ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a..b", ".a", "a..", "1234567890123456789012345678901234567890123456789012345678901234.org"})
    void whatIsNoNameIsNotAsked(String name) {
        assertThrows(IOException.class, () -> DnsQuestion.of(name, "A"));
    }

    @Test
    void aNameOfMoreThan255BytesIsNotAsked() {
        assertThrows(IOException.class, () -> DnsQuestion.of("abcdefg.".repeat(32), "A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAA", "MX", "NS", "TXT", "SOA", "CNAME", "PTR"})
    void knowsTheUsualTypes(String type) throws IOException {
        assertEquals(29, DnsQuestion.of("example.org", type).message(ID).length);
        IOException unknown = assertThrows(IOException.class, () -> DnsQuestion.of("example.org", "X" + type));
        assertEquals("type X" + type + " of record is not known", unknown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "8180,1,''",
        "8580,9,''",
        "8380,0,''",
        "8180,0,no such record",
        "8181,0,FORMERR",
        "8182,0,SERVFAIL",
        "8183,0,NXDOMAIN (there is no such name)",
        "8183,1,NXDOMAIN (there is no such name)",
        "8184,0,NOTIMP",
        "8185,0,REFUSED",
        "818b,0,error 11",
    })
    void tellsWhatTheServerSays(String flags, int answers, String verdict) throws IOException {
        assertEquals(Optional.of(verdict), verdict(answer(flags, answers)));
    }

    @Test
    void aNameIsTheSameInCapitals() throws IOException {
        byte[] answer = answer("8180", 1);
        answer[13] = 'E';
        assertEquals(Optional.of(""), verdict(answer));
    }

    @Test
    void aRefusalNeedNotRepeatTheQuestion() throws IOException {
        assertEquals(Optional.of("REFUSED"), verdict(HexFormat.of().parseHex("beef81850000000000000000")));
        assertEquals(Optional.empty(), verdict(HexFormat.of().parseHex("beef81800000000100000000")));
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws IOException {
        byte[] genuine = answer("8180", 1);
        // Bytes 6 to 11 count records; 2 and 3 are flags, some of which do not matter; the record itself is not looked
        // at.
        for (int at = 0; at < 29; at++) {
            if (at == 2 || at == 3 || (at >= 6 && at < 12)) continue;
            byte[] other = genuine.clone();
            other[at] ^= 0x41;
            assertEquals(Optional.empty(), verdict(other), "byte " + at);
        }
        assertEquals(Optional.empty(), verdict(answer("0100", 1)), "a query");
        assertEquals(Optional.empty(), verdict(answer("a980", 1)), "an update");
    }

    @Test
    void halfAnAnswerIsNone() throws IOException {
        byte[] genuine = answer("8180", 1);
        for (int length = 0; length < 29 + 11; length++)
            assertEquals(Optional.empty(), verdict(Arrays.copyOf(genuine, length)), "length " + length);
    }

    @Property
    void noMessageBreaksIt(@ForAll @Size(max = 600) byte[] message, @ForAll @IntRange(max = 600) int length)
            throws IOException {
        DnsQuestion question = DnsQuestion.of("example.org", "A");
        // What does not even carry the identifier is never an answer.
        if (message.length >= 2) message[0] = 0;
        assertEquals(Optional.empty(), question.verdict(message, Math.min(length, message.length), ID));
    }

    @Property
    void noBrokenAnswerBreaksIt(@ForAll @Size(max = 600) byte[] rest, @ForAll short flags) throws IOException {
        byte[] message = Arrays.copyOf(answer("8180", 1), 29 + rest.length);
        System.arraycopy(rest, 0, message, 29, rest.length);
        message[2] = (byte) (flags >> 8);
        message[3] = (byte) flags;
        Optional<String> verdict = verdict(message);
        if ((flags & 0x000f) != 0) assertNotEquals(Optional.of(""), verdict);
    }

    private static Optional<String> verdict(byte[] message) throws IOException {
        byte[] buffer = Arrays.copyOf(message, 4096);
        return DnsQuestion.of("example.org", "A").verdict(buffer, message.length, ID);
    }

    private static byte[] answer(String flags, int answers) {
        return HexFormat.of()
                .parseHex("beef" + flags + "0001%04x00000000".formatted(answers) + "076578616d706c65036f72670000010001"
                        + "c00c000100010000003c0004cb007101".repeat(answers));
    }
}
