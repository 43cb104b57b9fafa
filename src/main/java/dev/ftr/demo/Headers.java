package dev.ftr.demo;

import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What chains can ask of a packet.
 *
 * @param source empty: not chosen yet
 * @param sourcePort 1 to 65535; empty for protocols without ports
 * @param destinationPort likewise
 */
public record Headers(
        Optional<IpAddress> source,
        IpAddress destination,
        IpProtocol protocol,
        OptionalInt sourcePort,
        OptionalInt destinationPort) {

    /** A packet of a TCP connection to a web server. */
    static Headers web(Optional<IpAddress> source, IpAddress destination) {
        return new Headers(source, destination, IpProtocol.TCP, OptionalInt.of(40_000), OptionalInt.of(443));
    }

    Headers withSource(IpAddress other) {
        return new Headers(Optional.of(other), destination, protocol, sourcePort, destinationPort);
    }

    Headers withDestination(IpAddress other, OptionalInt port) {
        return new Headers(source, other, protocol, sourcePort, port);
    }
}
