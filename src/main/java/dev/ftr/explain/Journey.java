package dev.ftr.explain;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One of the ways that connections of a kind take.
 *
 * @param share of such connections, above 0 and at most 1; all journeys together make 1
 * @param steps what decided, in the order in which it did
 * @param policy the name of ours that decided, if one did
 */
public record Journey(double share, List<Step> steps, Optional<String> policy, Set<Doubt> doubts, Fate fate) {
    public Journey {
        steps = List.copyOf(steps);
        doubts = Set.copyOf(doubts);
    }

    /** How replies go, where the connection comes in by an uplink and gets to somebody. */
    public Optional<Reply> reply() {
        return switch (fate) {
            case Fate.Leaves leaves -> leaves.reply();
            case Fate.Arrives arrives -> arrives.reply();
            case Fate.Refused(), Fate.NoRoute(), Fate.NotForwarded(), Fate.OutOfSight() -> Optional.empty();
        };
    }

    Journey withShare(double other) {
        return new Journey(other, steps, policy, doubts, fate);
    }
}
