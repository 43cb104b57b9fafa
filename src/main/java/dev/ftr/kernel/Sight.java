package dev.ftr.kernel;

import java.util.Optional;

/** Whether one source of events works; tells the listener of each transition once. Used by the thread of the source. */
final class Sight {
    private final String source;
    private final KernelWatch.Listener listener;
    private Optional<String> blindWhy = Optional.empty();
    private boolean seeing;

    Sight(String source, KernelWatch.Listener listener) {
        this.source = source;
        this.listener = listener;
    }

    String source() {
        return source;
    }

    KernelWatch.Listener listener() {
        return listener;
    }

    /** The source listens from now on. */
    void found() {
        if (seeing) return;
        boolean again = blindWhy.isPresent();
        seeing = true;
        blindWhy = Optional.empty();
        listener.seeing(source);
        if (again) listener.missed(source + " was not running for a while");
    }

    /** The source does not work; the same reason is not told again. */
    void lost(String why) {
        if (blindWhy.isPresent() && blindWhy.get().equals(why)) return;
        seeing = false;
        blindWhy = Optional.of(why);
        listener.blind(source, why);
    }
}
