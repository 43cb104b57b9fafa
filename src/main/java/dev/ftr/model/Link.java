package dev.ftr.model;

import java.util.List;
import java.util.Optional;

/**
 * A network interface as it is now.
 *
 * @param adminUp switched on ({@code ip link set up})
 * @param carrier has a signal; only meaningful while {@code adminUp}
 */
public record Link(InterfaceName name, boolean adminUp, boolean carrier, List<LinkAddress> addresses) {
    public Link {
        addresses = List.copyOf(addresses);
    }

    public boolean isOnNetwork(IpAddress neighbour) {
        return addresses.stream().anyMatch(a -> a.reaches(neighbour));
    }

    /**
     * An address of an interface.
     *
     * @param prefixLength of its network, or of the peer when there is one
     * @param peer the other end of a point-to-point connection
     */
    public record LinkAddress(IpAddress local, int prefixLength, Optional<IpAddress> peer, Standing standing) {
        /** A global address for good. */
        public LinkAddress(IpAddress local, int prefixLength, Optional<IpAddress> peer) {
            this(local, prefixLength, peer, Standing.PERMANENT);
        }

        public boolean reaches(IpAddress neighbour) {
            return new Cidr(peer.orElse(local), prefixLength).contains(neighbour);
        }
    }

    /** What an address is good for; the better ones come first. */
    public enum Standing {
        /** Global and lent for a time, as by a DHCP server. */
        DYNAMIC,

        /** Global, until somebody removes it. */
        PERMANENT,

        /** Global, but its renewal is overdue. */
        DEPRECATED,

        /** Not seen beyond the link, or not verified yet: nothing to be reached at from outside. */
        LOCAL
    }
}
