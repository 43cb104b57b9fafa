package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.notify.mail.MailResult.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way to a server with several addresses. */
class ServerConnectionTest {
    private static final InetAddress LISTENS = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress DEAD = InetAddress.ofLiteral("127.0.0.2");

    private final List<MailStep> steps = new ArrayList<>();

    @Test
    void nextAddressIsTriedWhenOneDoesNotAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LISTENS);
                ServerConnection connection = to(server.getLocalPort());
                Socket open = connection.open(List.of(DEAD, LISTENS))) {
            assertEquals(LISTENS, open.getInetAddress());
            assertEquals(2, steps.size());
            assertTrue(
                    steps.getFirst() instanceof MailStep.Unreachable u
                            && u.address().equals("127.0.0.2"),
                    steps::toString);
            assertEquals(new MailStep.Connected("127.0.0.1", server.getLocalPort()), steps.getLast());
        }
    }

    @Test
    void eachAddressIsNamedWhenNoneAnswers() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, LISTENS)) {
            port = taken.getLocalPort();
        }
        try (ServerConnection connection = to(port)) {
            var e = assertThrows(ServerConnection.NoWay.class, () -> connection.open(List.of(DEAD, LISTENS)));
            assertEquals(Fault.CONNECTION, e.failed().fault());
            assertEquals(
                    "no connection to mail.example.com port %d (127.0.0.2: Connection refused; 127.0.0.1: Connection refused)"
                            .formatted(port),
                    e.failed().why());
        }
    }

    @Test
    void nothingIsOpenedAfterTheEnd() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LISTENS)) {
            ServerConnection connection = to(server.getLocalPort());
            connection.close();
            assertThrows(ServerConnection.NoWay.class, () -> connection.open(List.of(LISTENS)));
        }
    }

    private ServerConnection to(int port) {
        return new ServerConnection("mail.example.com", port, Mails.LONG, new ServerWords(List.of()), steps::add);
    }
}
