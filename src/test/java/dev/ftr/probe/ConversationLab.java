package dev.ftr.probe;

import dev.ftr.model.Target;
import dev.ftr.probe.BoundConversationsTest.Heard;
import dev.ftr.probe.HealthWatch.Path;
import dev.ftr.testing.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An {@link UplinkLab} with two uplinks and servers in its internet. */
final class ConversationLab implements AutoCloseable {
    final UplinkLab lab = new UplinkLab(1, 2);
    private final ConcurrentLinkedQueue<AutoCloseable> servers = new ConcurrentLinkedQueue<>();

    static Target.Tcp tcp(String host, int port) {
        return new Target.Tcp(host, port);
    }

    static Target.Http http(String url) {
        return new Target.Http(url, OptionalInt.empty());
    }

    /** Starts it from the router, where its thread and its sockets then are. */
    Heard start(Conversations conversations, Path path, Target target, int millis) {
        return lab.router.run(() -> {
            Heard heard = new Heard();
            conversations.start(path, target, Duration.ofMillis(millis), heard);
            return heard;
        });
    }

    /** Waits for it: "answered", or why not. */
    String ask(Conversations conversations, Path path, Target target, int millis) throws Exception {
        return start(conversations, path, target, millis).why();
    }

    /** A server on 203.0.113.1 that takes connections and answers nothing, or what was said. */
    ServerSocket serve(int port, String answer) {
        return serve(
                lab.internet,
                () -> {
                    ServerSocket server = new ServerSocket();
                    server.bind(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), port), 1000);
                    return server;
                },
                answer);
    }

    ServerSocket serve(NetworkNamespace where, Callable<ServerSocket> opened, String answer) {
        ServerSocket server = where.run(opened);
        servers.add(server);
        CopyOnWriteArrayList<Socket> held = new CopyOnWriteArrayList<>();
        servers.add(() -> {
            for (Socket socket : held) socket.close();
        });
        Thread.ofPlatform().daemon().name("test-server").start(() -> {
            while (!server.isClosed()) answer(server, answer, held);
        });
        return server;
    }

    private static void answer(ServerSocket server, String answer, CopyOnWriteArrayList<Socket> held) {
        try {
            Socket socket = server.accept();
            held.add(socket);
            if (answer.isEmpty()) return;
            InputStream in = socket.getInputStream();
            if (in.read() < 0) return;
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // Closed by the test, or reset or refused by the probe.
        }
    }

    void closeLater(AutoCloseable server) {
        servers.add(server);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable server : servers) server.close();
        lab.close();
    }
}
