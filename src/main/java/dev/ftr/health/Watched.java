package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import java.util.Optional;

/**
 * An uplink whose health is followed.
 *
 * @param candidate whether it ever carries new connections
 * @param linkDown why it cannot work whatever probes say: no interface, no address, no carrier …
 */
public record Watched(UplinkId uplink, ProbePolicy policy, boolean candidate, Optional<String> linkDown) {}
