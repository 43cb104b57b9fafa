package dev.ftr.probe;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;

/** Whether a connection is accepted, and no more: from the SYN to the SYN with ACK. */
record TcpConversation(Target.Tcp target, Names names) implements Conversation {
    @Override
    public Exchange hold(Path path, Deadline deadline) throws IOException {
        IpAddress address = names.address(target.host(), deadline);
        try (BoundSocket socket = BoundSocket.stream(path)) {
            long sentAt = System.nanoTime();
            socket.connect(address, target.port(), deadline);
            return new Exchange(sentAt, System.nanoTime());
        }
    }
}
