package dev.ftr.notify.mail;

import java.util.concurrent.atomic.AtomicReference;

/** The moment from which on a server may have a mail: it is reached or prevented, whichever comes first, and that for good. */
final class SendOff {
    private enum Fate {
        OPEN,
        REACHED,
        PREVENTED
    }

    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

    /** Whether the end of the mail may be sent. */
    boolean begin() {
        return fate.compareAndSet(Fate.OPEN, Fate.REACHED);
    }

    /** Whether the server will never have the mail. */
    boolean prevent() {
        return fate.compareAndSet(Fate.OPEN, Fate.PREVENTED);
    }
}
