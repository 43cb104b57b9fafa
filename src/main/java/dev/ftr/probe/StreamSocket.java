package dev.ftr.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A connected {@link BoundSocket} in the dress of the Java library, so that its TLS can be put on. The deadline stands for
 * every read and write, whatever timeout is set.
 */
final class StreamSocket extends Socket {
    private final BoundSocket socket;
    private final InetSocketAddress remote;
    private final Deadline deadline;
    private boolean closed;

    StreamSocket(BoundSocket socket, InetSocketAddress remote, Deadline deadline) {
        this.socket = socket;
        this.remote = remote;
        this.deadline = deadline;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) return 0;
                int received = socket.receive(bytes, offset, length, deadline);
                return received == 0 ? -1 : received;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                socket.send(bytes, offset, length, deadline);
            }
        };
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return remote.getAddress();
    }

    @Override
    public int getPort() {
        return remote.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public void setSoTimeout(int millis) {
        // The deadline stands.
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void shutdownInput() {
        close();
    }

    @Override
    public void shutdownOutput() {
        close();
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
