package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;

/** Whether the gateway answers on the link: ARP, asked afresh, for the kernel's neighbour table is up to a minute old. */
record NeighbourConversation() implements Conversation {
    @Override
    public Exchange hold(Path path, Deadline deadline) throws IOException {
        IpAddress gateway =
                path.gateway().orElseThrow(() -> new IOException("interface " + path.device() + " has no gateway"));
        if (gateway.family() != Family.IPV4) throw new IOException("gateway " + gateway + " is not asked by ARP");
        // Else somebody who has the address now would be asked to answer to us.
        BoundSocket.datagram(path).close();
        try (BoundSocket socket = BoundSocket.arp(path)) {
            ArpPacket request = ArpPacket.request(socket.hardwareAddress(), path.source(), gateway);
            long sentAt = System.nanoTime();
            socket.broadcastArp(request.bytes());
            byte[] frame = new byte[ArpPacket.LENGTH];
            while (true) {
                int length = socket.receive(frame, 0, frame.length, deadline);
                if (request.isAnsweredBy(frame, length)) return new Exchange(sentAt, System.nanoTime());
            }
        } catch (NoAnswer e) {
            throw new IOException("gateway " + gateway + " gives " + e.getMessage(), e);
        }
    }
}
