package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.Target;
import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;

/** Whether a name server resolves a name: one question by UDP. Any other answer than records is a failure. */
record DnsConversation(Target.Dns target) implements Conversation {
    private static final int PORT = 53;

    @Override
    public Exchange hold(Path path, Deadline deadline) throws IOException {
        if (target.server().family() != Family.IPV4) throw new IOException("probes over IPv6 are not possible yet");
        DnsQuestion question = DnsQuestion.of(target.name(), target.type());
        int id = new SecureRandom().nextInt(0x10000);
        byte[] message = question.message(id);
        try (BoundSocket socket = BoundSocket.datagram(path)) {
            // Connected, so that the kernel lets in nothing but what comes from the server, and tells ICMP errors.
            socket.connect(target.server(), PORT, deadline);
            long sentAt = System.nanoTime();
            socket.send(message, 0, message.length, deadline);
            byte[] answer = new byte[4096];
            while (true) {
                int length = socket.receive(answer, 0, answer.length, deadline);
                Optional<String> verdict = question.verdict(answer, length, id);
                if (verdict.isEmpty()) continue;
                if (verdict.get().isEmpty()) return new Exchange(sentAt, System.nanoTime());
                throw new IOException(verdict.get());
            }
        }
    }
}
