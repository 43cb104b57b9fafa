package dev.ftr.cli;

import dev.ftr.text.Sentences;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Says each line that is written to it in somebody's language. */
final class Spoken extends Writer {
    private final Writer to;
    private final Sentences sentences;
    private final StringBuilder line = new StringBuilder();

    private Spoken(Writer to, Sentences sentences) {
        this.to = to;
        this.sentences = sentences;
    }

    static PrintWriter on(PrintWriter to, Sentences sentences) {
        return new PrintWriter(new Spoken(to, sentences), true);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (text[i] == '\n') say();
            if (text[i] == '\n') to.write('\n');
            else line.append(text[i]);
        }
    }

    private void say() throws IOException {
        to.write(sentences.translate(line.toString()));
        line.setLength(0);
    }

    @Override
    public void flush() throws IOException {
        say();
        to.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        to.close();
    }
}
