package dev.ftr.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * What a config path holds: the text of one file, or of the files of a folder in the order in which they are merged.
 *
 * @param path as it was given; for messages about the whole
 */
record SourceTexts(String path, boolean folder, List<SourceText> files) {
    /**
     * Begins each file of a folder where the texts of all stand in one, followed by the file's name and a line break (ASCII
     * names the character a file separator). No config has it in its text: YAML does not allow it.
     */
    private static final char SEPARATOR = '\u001c';

    SourceTexts {
        files = List.copyOf(files);
    }

    /** Whether it is what {@link #kept} has made of the files of a folder. */
    static boolean areMany(byte[] content) {
        return content.length > 0 && content[0] == SEPARATOR;
    }

    /** Takes what {@link #kept} has given, or the content of a file. */
    static SourceTexts of(String path, byte[] content) throws Unreadable {
        if (!areMany(content)) return new SourceTexts(path, false, List.of(SourceText.of(path, content)));
        List<SourceText> files = new ArrayList<>();
        String text = new String(content, 1, content.length - 1, StandardCharsets.UTF_8);
        for (String file : text.split(String.valueOf(SEPARATOR), -1)) {
            int end = file.indexOf('\n');
            String name = end < 0 ? file : file.substring(0, end);
            byte[] bytes = file.substring(end + 1).getBytes(StandardCharsets.UTF_8);
            files.add(SourceText.of(path + "/" + name, bytes));
        }
        return new SourceTexts(path, true, files);
    }

    /** All of it in one text, from which {@link #of} makes the same again. */
    String kept() {
        if (!folder) return files.getFirst().text();
        StringBuilder text = new StringBuilder();
        for (SourceText file : files)
            text.append(SEPARATOR).append(file.name()).append('\n').append(file.text());
        return text.toString();
    }

    /** Of the same content the same, of any other hardly ever; quicker than {@link #sha256}, and no defence against anybody. */
    String checksum() {
        byte[] bytes = kept().getBytes(StandardCharsets.UTF_8);
        CRC32 one = new CRC32();
        Adler32 other = new Adler32();
        one.update(bytes);
        other.update(bytes);
        return bytes.length + "-" + Long.toHexString(one.getValue()) + "-" + Long.toHexString(other.getValue());
    }

    /**
     * Of one file, the SHA-256 of its content. Of a folder, the SHA-256 of what {@code sha256sum} prints of its files in the
     * order of their names: a line for each, with the SHA-256 of its content, two blanks and its name.
     */
    String sha256() {
        if (!folder) return files.getFirst().sha256();
        StringBuilder lines = new StringBuilder();
        for (SourceText file : files)
            lines.append(file.sha256()).append("  ").append(file.name()).append('\n');
        return SourceText.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
