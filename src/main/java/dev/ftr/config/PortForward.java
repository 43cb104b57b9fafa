package dev.ftr.config;

import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;

/**
 * Connections from outside that go on to a machine inside.
 *
 * @param uplink by which they come; empty: any
 * @param protocols with ports; not empty
 * @param ports that they are meant for
 * @param address of the uplink that they are meant for; empty: its first
 * @param to the machine inside
 * @param toPorts the ports there, as many as {@code ports} or one; empty: the same
 */
public record PortForward(
        Optional<UplinkId> uplink,
        List<IpProtocol> protocols,
        PortRange ports,
        Optional<IpAddress> address,
        IpAddress to,
        Optional<PortRange> toPorts) {
    public PortForward {
        protocols = List.copyOf(protocols);
    }
}
