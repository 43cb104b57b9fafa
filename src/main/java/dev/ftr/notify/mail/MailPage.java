package dev.ftr.notify.mail;

import java.util.List;

/**
 * What a mail says, before it is known how it is set.
 *
 * @param headline what matters most
 * @param closing who says it
 */
record MailPage(String headline, Tone tone, List<Section> sections, String closing) {
    /** How things are. */
    enum Tone {
        GOOD,
        BAD,
        DOUBTFUL,
        PLAIN
    }

    /**
     * @param title empty: none
     * @param items at least one
     */
    record Section(String title, List<Item> items) {}

    /**
     * A line in bold and those that belong to it.
     *
     * @param head empty: only lines
     */
    record Item(String head, Tone tone, List<Line> lines) {}

    /** @param label empty: the value speaks for itself */
    record Line(String label, String value) {
        static Line plain(String value) {
            return new Line("", value);
        }
    }
}
