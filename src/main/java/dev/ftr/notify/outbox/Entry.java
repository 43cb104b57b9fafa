package dev.ftr.notify.outbox;

import dev.ftr.notify.Notice;

/**
 * A line of the journal.
 *
 * @param told what people know with this notice and all before it
 */
public record Entry(Notice notice, Told told) {
    long number() {
        return notice.number();
    }
}
