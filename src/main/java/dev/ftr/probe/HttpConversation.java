package dev.ftr.probe;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.probe.HealthWatch.Path;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whether a URL is answered with the right status: from the SYN to the status line. What follows that is refused by a
 * reset. A redirect is an answer, and not followed.
 *
 * @param tls knows whose certificates are trusted; asked only for https
 */
record HttpConversation(Target.Http target, Names names, Supplier<SSLSocketFactory> tls) implements Conversation {
    /** The trust store has some hundred certificates. */
    @Override
    public void prepare() {
        Conversation.super.prepare();
        if (target.url().startsWith("https:")) {
            SSLSocketFactory ignored = tls.get();
        }
    }

    @Override
    public Exchange hold(Path path, Deadline deadline) throws IOException {
        HttpUrl url = HttpUrl.parse(target.url());
        IpAddress address = names.address(url.host(), deadline);
        try (BoundSocket socket = BoundSocket.stream(path)) {
            long sentAt = System.nanoTime();
            socket.connect(address, url.port(), deadline);
            InetSocketAddress remote = new InetSocketAddress(address.inet(), url.port());
            int status = ask(new StreamSocket(socket, remote, deadline), url, deadline);
            long receivedAt = System.nanoTime();
            check(status);
            return new Exchange(sentAt, receivedAt);
        }
    }

    private int ask(Socket connected, HttpUrl url, Deadline deadline) throws IOException {
        try {
            Socket socket = url.secure() ? secure(connected, url) : connected;
            socket.getOutputStream().write(StatusLine.request(url));
            return StatusLine.read(new BufferedInputStream(socket.getInputStream(), 1024));
        } catch (SSLException e) {
            throw deadline.nanosLeft() <= 0 ? silent(deadline) : TlsFailure.of(e);
        } catch (NoAnswer e) {
            throw silent(deadline);
        }
    }

    private static NoAnswer silent(Deadline deadline) {
        return new NoAnswer("connection accepted", deadline);
    }

    private Socket secure(Socket connected, HttpUrl url) throws IOException {
        SSLSocket socket = (SSLSocket) tls.get().createSocket(connected, url.host(), url.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void check(int status) throws IOException {
        boolean expected =
                target.status().isPresent() ? status == target.status().getAsInt() : status >= 200 && status < 400;
        if (expected) return;
        String right = target.status().isPresent() ? "" + target.status().getAsInt() : "200 to 399";
        throw new IOException("status %d instead of %s".formatted(status, right));
    }
}
