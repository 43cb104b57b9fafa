package dev.ftr.notify.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Takes no more from a server than a conversation can need: one that talks without end would fill the memory. */
final class BoundedSocket extends Socket {
    static final int MOST = 1 << 20;

    private int left = MOST;

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) count(1);
                return value;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count > 0) count(count);
                return count;
            }
        };
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) throw new IOException("the server says more than a mail server has to say");
    }
}
