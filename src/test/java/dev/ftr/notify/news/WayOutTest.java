package dev.ftr.notify.news;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WayOutTest {
    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
    private static final Event ROUND_ENDED = new Event.Trouble(AT, List.of());

    private final WayOut way = new WayOut();

    private static Event uplink(UplinkState after) {
        return new Event.UplinkChanged(AT, "fibre", "Fibre", UplinkState.UNKNOWN, after, "reason", Optional.empty());
    }

    @Test
    void anUplinkThatIsUpOpensOneWhenTheKernelHasIt() {
        assertFalse(way.opensWith(uplink(UplinkState.UP)));
        assertTrue(way.opensWith(ROUND_ENDED));
        assertFalse(way.opensWith(ROUND_ENDED));
        assertFalse(way.opensWith(uplink(UplinkState.DEGRADED)));
        assertTrue(way.opensWith(ROUND_ENDED));
    }

    @Test
    void anUplinkThatIsDownOpensNone() {
        assertFalse(way.opensWith(uplink(UplinkState.DOWN)));
        assertFalse(way.opensWith(ROUND_ENDED));
    }

    @Test
    void otherUplinksAndOtherAddressesAreInTheKernelWhenTheyAreTold() {
        assertTrue(way.opensWith(new Event.RoutingChanged(AT, List.of(), List.of("fibre"), "reason")));
        assertTrue(way.opensWith(
                new Event.AddressChanged(AT, "fibre", "Fibre", "", "192.0.2.2", "192.0.2.1", "192.0.2.1")));
    }
}
