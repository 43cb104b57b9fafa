package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import java.util.Optional;

/**
 * An uplink whose health is followed.
 *
 * @param candidate whether it ever carries new connections
 * @param linkDown why it cannot work whatever probes say: no interface, no address, no carrier …
 * @param changing whether that may be over in a moment, as when the provider gives the interface another address
 */
public record Watched(
        UplinkId uplink, ProbePolicy policy, boolean candidate, Optional<String> linkDown, boolean changing) {
    public Watched(UplinkId uplink, ProbePolicy policy, boolean candidate, Optional<String> linkDown) {
        this(uplink, policy, candidate, linkDown, false);
    }
}
