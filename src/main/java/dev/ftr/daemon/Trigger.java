package dev.ftr.daemon;

import dev.ftr.kernel.KernelPart;
import java.util.List;

/** Why the daemon wakes up. A trigger says that something may have changed, not what. */
public sealed interface Trigger {
    /** The health of an uplink, or of a target, is another one. */
    record HealthChanged() implements Trigger {}

    /** The kernel said that something changed. */
    record KernelChanged(KernelPart part) implements Trigger {}

    /** Changes may have gone unseen. */
    record ChangesMissed(String why) implements Trigger {}

    /**
     * A source of events works, or does not.
     *
     * @param why it does not; empty: it does (again)
     */
    record WatchState(String source, String why) implements Trigger {}

    /** The config may be another one. */
    record ConfigChanged() implements Trigger {}

    /** What else on this machine is in our way is something else now; a line each. */
    record MachineSeen(List<String> warnings) implements Trigger {
        public MachineSeen {
            warnings = List.copyOf(warnings);
        }
    }

    /** The administrator wants the daemon to end. */
    record Stop() implements Trigger {}
}
