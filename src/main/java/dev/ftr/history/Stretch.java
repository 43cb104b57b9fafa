package dev.ftr.history;

import dev.ftr.model.FaultPlace;
import java.util.Optional;

/**
 * A time of which it is known whether an uplink worked.
 *
 * @param reason why it did not; empty: it is not known, or it worked
 */
public record Stretch(Span span, boolean up, String reason, Optional<FaultPlace> place) {
    static Stretch up(Span span) {
        return new Stretch(span, true, "", Optional.empty());
    }

    static Stretch down(Span span) {
        return new Stretch(span, false, "", Optional.empty());
    }
}
