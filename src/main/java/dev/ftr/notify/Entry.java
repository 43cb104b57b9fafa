package dev.ftr.notify;

/**
 * A line of the journal.
 *
 * @param told what people know with this notice and all before it
 */
record Entry(Notice notice, Told told) {
    long number() {
        return notice.number();
    }
}
