package dev.ftr.notify.mail;

import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A way to a mail server: its name, its addresses, and the first of them that answers. For one try. */
final class ServerConnection implements Closeable {
    /** There is no way. */
    static final class NoWay extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Failed failed;

        NoWay(Fault fault, String why) {
            super(why);
            failed = new Failed(fault, why);
        }

        Failed failed() {
            return failed;
        }
    }

    private static final AtomicInteger LOOK_UPS = new AtomicInteger();

    private final String host;
    private final int port;
    private final SmtpAttempt.Patience patience;
    private final ServerWords words;
    private final Consumer<MailStep> steps;
    private volatile String doing = "while its name is resolved";
    private Socket socket = new Socket();
    private boolean closed;

    ServerConnection(
            String host, int port, SmtpAttempt.Patience patience, ServerWords words, Consumer<MailStep> steps) {
        this.host = host;
        this.port = port;
        this.patience = patience;
        this.words = words;
        this.steps = steps;
    }

    /** What is waited for. */
    String doing() {
        return doing;
    }

    /** All addresses of the server, asked for anew. */
    List<InetAddress> addresses() throws NoWay {
        String spelt = NameCache.spelt(host, LOOK_UPS.getAndIncrement());
        try {
            steps.accept(new MailStep.Begun());
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(spelt));
            steps.accept(new MailStep.Resolved(
                    host, addresses.stream().map(InetAddress::getHostAddress).toList()));
            return addresses;
        } catch (UnknownHostException e) {
            String why = String.valueOf(e.getMessage());
            String prefix = spelt + ": ";
            String reason = why.startsWith(prefix) ? why.substring(prefix.length()) : "no such name, or no answer";
            throw new NoWay(Fault.NAME, words.clean("%s is not resolved: %s".formatted(host, reason)));
        }
    }

    /** Tries one address after the other. */
    Socket open(List<InetAddress> addresses) throws NoWay {
        List<String> failures = new ArrayList<>();
        for (InetAddress address : addresses) {
            String shown = address.getHostAddress();
            doing = "while connecting to " + shown;
            try {
                Socket open = open(address);
                steps.accept(new MailStep.Connected(shown, port));
                return open;
            } catch (IOException e) {
                String why = words.clean(String.valueOf(e.getMessage()));
                steps.accept(new MailStep.Unreachable(shown, port, why));
                failures.add(shown + ": " + why);
            }
        }
        throw new NoWay(
                Fault.CONNECTION,
                words.clean("no connection to %s port %d (%s)".formatted(host, port, String.join("; ", failures))));
    }

    private Socket open(InetAddress address) throws IOException {
        Socket fresh = new BoundedSocket();
        synchronized (this) {
            if (closed) throw new IOException("too late");
            socket.close();
            socket = fresh;
        }
        fresh.setSoTimeout(Math.toIntExact(patience.silence().toMillis()));
        fresh.connect(
                new InetSocketAddress(address, port),
                Math.toIntExact(patience.connect().toMillis()));
        return fresh;
    }

    /** May be called by another thread: ends whatever is waited for, and keeps anything from being begun. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            doing = "while the connection is closed";
        }
    }
}
