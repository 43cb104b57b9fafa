package dev.ftr.notify;

import dev.ftr.config.RouterConfig;
import java.util.List;

/** Whom the daemon tells what happens. Used by the daemon's thread, which it never keeps waiting. */
public interface Audience {
    Audience NOBODY = new Audience() {
        @Override
        public void event(Event event) {}

        @Override
        public List<Event> standing(List<LineState> now) {
            return List.of();
        }

        @Override
        public void adopt(RouterConfig config) {}

        @Override
        public List<Channel> channels() {
            return List.of();
        }
    };

    /**
     * Something happened; or, for {@link Event.Trouble}, {@link Event.Warned}, {@link Event.PolicyMoved} and {@link
     * Event.TargetChanged}, is still as it was.
     */
    void event(Event event);

    /**
     * How the uplinks stand now; called every few seconds, and at each change.
     *
     * @return what happened meanwhile without the daemon: reminders that are due, messages that were given up
     */
    List<Event> standing(List<LineState> now);

    /** Another config is in force. */
    void adopt(RouterConfig config);

    /** How each way of telling people fares. */
    List<Channel> channels();
}
