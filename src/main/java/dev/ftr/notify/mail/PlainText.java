package dev.ftr.notify.mail;

import dev.ftr.notify.mail.MailPage.Item;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Section;

/** Sets a page as plain text. */
final class PlainText {
    private static final int WIDTH = 78;

    private final MailWords words;
    private final StringBuilder text = new StringBuilder();

    private PlainText(MailWords words) {
        this.words = words;
    }

    static String of(MailPage page, MailWords words) {
        PlainText plain = new PlainText(words);
        plain.wrapped("", page.headline());
        page.sections().forEach(plain::section);
        plain.text.append("\n-- \n");
        plain.wrapped("", page.closing());
        return plain.text.toString();
    }

    private void section(Section section) {
        text.append('\n');
        if (!section.title().isEmpty()) {
            wrapped("", section.title());
            text.append("=".repeat(Math.min(WIDTH, section.title().length()))).append('\n');
        }
        for (Item item : section.items()) item(item);
    }

    private void item(Item item) {
        boolean headed = !item.head().isEmpty();
        if (headed) wrapped("", item.head());
        for (Line line : item.lines())
            wrapped(
                    headed ? "  " : "",
                    line.label().isEmpty() ? line.value() : words.say("line", line.label(), line.value()));
    }

    /** Lines that follow are set in a little further. A word that is too long stays whole: it may be copied. */
    private void wrapped(String indent, String line) {
        int start = text.length();
        text.append(indent);
        for (String word : line.split(" ", -1)) {
            boolean first = text.length() == start + indent.length();
            if (!first && text.length() - start + 1 + word.length() > WIDTH) {
                text.append('\n');
                start = text.length();
                text.append(indent).append("    ").append(word);
            } else text.append(first ? "" : " ").append(word);
        }
        text.append('\n');
    }
}
