package dev.ftr.model;

import java.util.Optional;

/**
 * What the system's DHCP client has learnt about an interface, by the default route that it made and the lease that it
 * keeps.
 *
 * @param address the router's own
 * @param gateway the provider's router
 * @param gatewayless whether the client's default route names the device alone, so that no gateway is needed
 * @param server the DHCP server of the lease, to which renewals are sent
 */
public record Lease(
        Optional<IpAddress> address, Optional<IpAddress> gateway, boolean gatewayless, Optional<IpAddress> server) {
    public Lease {
        if (gatewayless && gateway.isPresent())
            throw new IllegalArgumentException("a lease without a gateway has gateway " + gateway.get());
    }

    /** A lease of which only this is known. */
    public static Lease by(IpAddress gateway) {
        return new Lease(Optional.empty(), Optional.of(gateway), false, Optional.empty());
    }
}
