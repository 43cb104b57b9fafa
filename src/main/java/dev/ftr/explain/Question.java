package dev.ftr.explain;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import java.util.Optional;
import java.util.OptionalInt;

/** What routing asks of a packet. */
record Question(
        Optional<IpAddress> source,
        IpAddress destination,
        int mark,
        Optional<InterfaceName> in,
        IpProtocol protocol,
        OptionalInt sourcePort,
        OptionalInt port) {

    static Question about(Packet packet) {
        return new Question(
                packet.source(),
                packet.destination(),
                packet.mark(),
                packet.in(),
                packet.protocol(),
                packet.sourcePort(),
                packet.port());
    }

    /** The same turned round, as the kernel asks it to see whether the sender may be where the packet comes from. */
    static Question back(Packet packet, IpAddress sender) {
        return new Question(
                Optional.of(packet.destination()),
                sender,
                0,
                Optional.empty(),
                packet.protocol(),
                packet.port(),
                packet.sourcePort());
    }
}
