package dev.ftr.notify;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that an administrator may want to know. */
public sealed interface Event {
    Instant at();

    /** One line, in an administrator's words. */
    String text();

    /** The daemon began or ended. */
    record Lifecycle(Instant at, boolean started, String text) implements Event {}

    /**
     * An uplink went up or down.
     *
     * @param place where the failure seems to be
     */
    record UplinkChanged(
            Instant at,
            String uplink,
            String description,
            UplinkState before,
            UplinkState after,
            String reason,
            Optional<FaultPlace> place)
            implements Event {
        @Override
        public String text() {
            String where = place.map(p -> " (place of the fault: " + p + ")").orElse("");
            return "uplink %s (%s): %s --> %s: %s%s".formatted(uplink, description, before, after, reason, where);
        }
    }

    /** A target answers through none of the uplinks that are up, or does so again. */
    record TargetChanged(Instant at, String target, boolean answering) implements Event {
        @Override
        public String text() {
            return answering
                    ? "target %s answers again".formatted(target)
                    : ("target %s answers through no uplink, while others do: it is asked less often, and no uplink is"
                                    + " blamed for it")
                            .formatted(target);
        }
    }

    /** An uplink has another address or gateway; empty texts stand for none. */
    record AddressChanged(
            Instant at,
            String uplink,
            String description,
            String ipBefore,
            String ipAfter,
            String gatewayBefore,
            String gatewayAfter)
            implements Event {
        @Override
        public String text() {
            return "uplink %s (%s): ip %s --> %s, gateway %s --> %s"
                    .formatted(
                            uplink,
                            description,
                            orNone(ipBefore),
                            orNone(ipAfter),
                            orNone(gatewayBefore),
                            orNone(gatewayAfter));
        }

        private static String orNone(String text) {
            return text.isEmpty() ? "none" : text;
        }
    }

    /** Other uplinks carry new connections from now on; or, with the same ones on both sides, what was found at the start. */
    record RoutingChanged(Instant at, List<String> before, List<String> after, String reason) implements Event {
        @Override
        public String text() {
            if (before.equals(after)) return "new connections go over %s as before".formatted(names(after));
            return "new connections: %s --> %s: %s".formatted(names(before), names(after), reason);
        }

        private static String names(List<String> uplinks) {
            return uplinks.isEmpty() ? "nobody" : String.join(", ", uplinks);
        }
    }

    /**
     * Other uplinks carry the connections of policies from now on.
     *
     * @param wanted the uplinks that the policies name, in their order
     * @param after those that carry them; empty: none of these
     * @param refused whether the policies let nothing out by other uplinks
     * @param reason empty: they have what they prefer
     */
    record PolicyMoved(Instant at, List<String> wanted, List<String> after, boolean refused, String reason)
            implements Event {
        @Override
        public String text() {
            String uses = after.isEmpty()
                    ? (refused ? "let nothing out" : "use any uplink")
                    : "use " + String.join(", ", after);
            return "policies that want %s %s%s"
                    .formatted(String.join(", ", wanted), uses, reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /**
     * The kernel was changed.
     *
     * @param trigger why the daemon looked
     * @param changes what was done, a line each
     */
    record Reconciled(Instant at, String trigger, List<String> changes) implements Event {
        @Override
        public String text() {
            return "%d %s made (%s): %s"
                    .formatted(
                            changes.size(),
                            changes.size() == 1 ? "change" : "changes",
                            trigger,
                            String.join("; ", changes));
        }
    }

    /**
     * Another config is in force from now on, or the one in force is written there again.
     *
     * @param sha256 of what is in force, 64 hexadecimal digits
     * @param commit of the git work tree that the config is in; empty: it is in none
     */
    record ConfigTaken(Instant at, String path, String sha256, String commit) implements Event {
        private static final int SHORT = 12;

        @Override
        public String text() {
            String from = commit.isEmpty() ? "" : " of commit " + shortened(commit);
            return "config %s%s is in force (sha256 %s)".formatted(path, from, shortened(sha256));
        }

        private static String shortened(String id) {
            return id.length() <= SHORT ? id : id.substring(0, SHORT);
        }
    }

    /**
     * What is written as config cannot be taken; the last good one stays in force.
     *
     * @param errors a line each, with file, line and column
     */
    record ConfigRefused(Instant at, String path, List<String> errors) implements Event {
        @Override
        public String text() {
            return "config %s is not taken, the last good one stays in force: %s"
                    .formatted(path, String.join("; ", errors));
        }
    }

    /** Something is wrong that the daemon cannot mend; or, with an empty text, all is well again. */
    record Trouble(Instant at, List<String> problems) implements Event {
        @Override
        public String text() {
            return problems.isEmpty() ? "all problems are solved" : String.join("; ", problems);
        }
    }

    /** Others on this machine are in our way, or are so no more; with no warnings: nothing is. */
    record Warned(Instant at, List<String> warnings) implements Event {
        @Override
        public String text() {
            return warnings.isEmpty() ? "nothing on this machine is in our way any more" : String.join("; ", warnings);
        }
    }

    /**
     * A change that waited for {@code ftr confirm} stays, or has been taken back.
     *
     * @param reason who decided, and why
     * @param changes what was done to take it back, a line each
     * @param problems what could not be restored, a line each
     */
    record ChangeEnded(Instant at, boolean confirmed, String reason, List<String> changes, List<String> problems)
            implements Event {
        @Override
        public String text() {
            if (confirmed) return "the change is confirmed: " + reason;
            String made = "%d %s".formatted(changes.size(), changes.size() == 1 ? "change" : "changes");
            return problems.isEmpty()
                    ? "the state before the change is restored (%s): %s".formatted(made, reason)
                    : "the state before the change is NOT fully restored (%s): %s; %s"
                            .formatted(made, reason, String.join("; ", problems));
        }
    }

    /**
     * An uplink is still down.
     *
     * @param since when it went down
     */
    record StillDown(Instant at, String uplink, String description, Instant since, String reason) implements Event {
        @Override
        public String text() {
            return "uplink %s (%s) is still down, since %s: %s".formatted(uplink, description, since, reason);
        }
    }

    /**
     * Messages could not be delivered for so long that they were given up.
     *
     * @param way by which they should have gone: mail, a webhook, a hook
     * @param count how many events nobody was told of
     * @param oldest when the first of them happened
     * @param reason why the last try failed
     */
    record MessagesGivenUp(Instant at, String way, int count, Instant oldest, String reason) implements Event {
        @Override
        public String text() {
            return "%d %s not told by %s and given up, the oldest of %s: %s"
                    .formatted(count, count == 1 ? "event was" : "events were", way, oldest, reason);
        }
    }
}
