package dev.ftr.replay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Words in a line whose fields are parted by commas: what would be taken for something else is a percent sign and two digits. */
final class Fields {
    private static final int MOST = 300;

    private Fields() {}

    static String encode(String words) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = words.substring(0, Math.min(words.length(), MOST)).getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b < 0x7f && b != ',' && b != '%' && b != RecordingFormat.TORN;
            if (plain) text.append((char) b);
            else text.append("%%%02x".formatted(b & 0xff));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException when a percent sign is followed by something else than two digits */
    static String decode(String text) {
        if (text.indexOf('%') < 0) return text;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                bytes.write(text.charAt(i));
                continue;
            }
            if (i + 2 >= text.length()) throw new IllegalArgumentException("'%s' ends in the middle".formatted(text));
            bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
