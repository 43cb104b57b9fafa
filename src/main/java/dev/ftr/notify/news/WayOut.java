package dev.ftr.notify.news;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;

/**
 * Knows when messages may get out that could not before. An uplink is told to be up before the kernel sends anything over it: a
 * try at that moment goes over a dead one still, and its silence is waited for while the others carry again.
 */
final class WayOut {
    private boolean near;

    /** Whether a try that would have failed before this event may succeed after it. */
    boolean opensWith(Event event) {
        return switch (event) {
            case Event.UplinkChanged e -> {
                near |= e.after() == UplinkState.UP || e.after() == UplinkState.DEGRADED;
                yield false;
            }
            // Comes at the end of each round: the kernel has what there was to change, if it takes it at all.
            case Event.Trouble e -> {
                boolean open = near;
                near = false;
                yield open;
            }
            case Event.RoutingChanged e -> true;
            case Event.AddressChanged e -> true;
            case Event.Lifecycle e -> false;
            case Event.TargetChanged e -> false;
            case Event.PolicyMoved e -> false;
            case Event.Reconciled e -> false;
            case Event.ConfigTaken e -> false;
            case Event.ConfigRefused e -> false;
            case Event.Warned e -> false;
            case Event.ChangeEnded e -> false;
            case Event.StillDown e -> false;
            case Event.MessagesGivenUp e -> false;
        };
    }
}
