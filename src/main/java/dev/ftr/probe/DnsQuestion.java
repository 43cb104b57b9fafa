package dev.ftr.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A question to a name server, and what an answer says to it (RFC 1035, section 4). Answers may be anything. */
final class DnsQuestion {
    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("A", 1),
            Map.entry("NS", 2),
            Map.entry("CNAME", 5),
            Map.entry("SOA", 6),
            Map.entry("PTR", 12),
            Map.entry("MX", 15),
            Map.entry("TXT", 16),
            Map.entry("AAAA", 28),
            Map.entry("SRV", 33),
            Map.entry("NAPTR", 35),
            Map.entry("DS", 43),
            Map.entry("DNSKEY", 48),
            Map.entry("HTTPS", 65),
            Map.entry("CAA", 257));
    private static final Map<Integer, String> CODES = Map.of(
            1,
            "FORMERR",
            2,
            "SERVFAIL",
            3,
            "NXDOMAIN (there is no such name)",
            4,
            "NOTIMP",
            5,
            "REFUSED",
            9,
            "NOTAUTH");
    private static final int HEADER = 12;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CODE = 0x000f;
    private static final int CLASS_INTERNET = 1;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_LABEL = 63;

    /** Of one byte for the root's name, type, class, time to live and length: no record is shorter. */
    private static final int SHORTEST_RECORD = 11;

    private final byte[] question;

    private DnsQuestion(byte[] question) {
        this.question = question;
    }

    /** @throws IOException when it cannot be asked */
    static DnsQuestion of(String name, String type) throws IOException {
        Integer number = TYPES.get(type.toUpperCase(Locale.ROOT));
        if (number == null) throw new IOException("type %s of record is not known".formatted(type));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!relative.isEmpty()) {
            for (String label : relative.split("\\.", -1)) {
                byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
                if (ascii.length == 0 || ascii.length > LONGEST_LABEL) throw notAName(name);
                bytes.write(ascii.length);
                bytes.writeBytes(ascii);
            }
        }
        bytes.write(0);
        if (bytes.size() > LONGEST_NAME) throw notAName(name);
        bytes.writeBytes(ByteBuffer.allocate(4)
                .putShort(number.shortValue())
                .putShort((short) CLASS_INTERNET)
                .array());
        return new DnsQuestion(bytes.toByteArray());
    }

    /** @param id 16 bits that nobody else can know */
    byte[] message(int id) {
        return ByteBuffer.allocate(HEADER + question.length)
                .putShort((short) id)
                .putShort((short) RECURSION_DESIRED)
                .putShort((short) 1)
                .putShort(HEADER - 6, (short) 0)
                .position(HEADER)
                .put(question)
                .array();
    }

    /**
     * What a message, of which this many bytes are valid, says to the question.
     *
     * @return empty: nothing, for it is no answer to it; an empty text: the name is resolved; else the server's words
     */
    Optional<String> verdict(byte[] message, int length, int id) {
        if (length < HEADER) return Optional.empty();
        ByteBuffer header = ByteBuffer.wrap(message, 0, length);
        int flags = header.getShort(2) & 0xffff;
        if ((header.getShort(0) & 0xffff) != (id & 0xffff) || (flags & RESPONSE) == 0 || (flags & OPCODE) != 0)
            return Optional.empty();
        int questions = header.getShort(4) & 0xffff;
        int answers = header.getShort(6) & 0xffff;
        int code = flags & CODE;
        // A server that refuses need not repeat the question.
        boolean isRepeated = questions == 1 && repeatsQuestion(message, length);
        if (!isRepeated && (questions != 0 || code == 0)) return Optional.empty();
        if (code != 0) return Optional.of(CODES.getOrDefault(code, "error " + code));
        // What is too long for a datagram is there all the same.
        if ((flags & TRUNCATED) != 0) return Optional.of("");
        if (answers == 0) return Optional.of("no such record");
        return length < HEADER + question.length + SHORTEST_RECORD ? Optional.empty() : Optional.of("");
    }

    /**
     * The name is the first in the message, so no pointer can stand for a part of it. Length bytes are less than any letter:
     * without regard to case, the bytes are compared as they are.
     */
    private boolean repeatsQuestion(byte[] message, int length) {
        if (length < HEADER + question.length) return false;
        for (int i = 0; i < question.length; i++) {
            if (lowerCase(message[HEADER + i]) != lowerCase(question[i])) return false;
        }
        return true;
    }

    private static int lowerCase(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
    }

    private static IOException notAName(String name) {
        return new IOException("'%s' is not a domain name".formatted(name));
    }
}
