package dev.ftr.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the beginning of an HTTP/1 response (RFC 9112, section 4) that anybody may have sent. */
final class StatusLine {
    /** More than this is not read, with everything that comes before the final status line, bytes. */
    static final int MOST_BYTES = 8192;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d ([1-9]\\d\\d)(?: .*)?");
    private static final int SWITCHING_PROTOCOLS = 101;

    private final InputStream in;
    private int budget = MOST_BYTES;

    private StatusLine(InputStream in) {
        this.in = in;
    }

    /**
     * Reads up to the final status line.
     *
     * @param in better a buffered one
     * @return 101, or 200 to 999
     */
    static int read(InputStream in) throws IOException {
        return new StatusLine(in).status();
    }

    private int status() throws IOException {
        while (true) {
            Matcher line = STATUS.matcher(line());
            if (!line.matches()) throw notHttp();
            int status = Integer.parseInt(line.group(1));
            if (status >= 200 || status == SWITCHING_PROTOCOLS) return status;
            // An interim response (RFC 9110, section 15.2) is a head of its own.
            boolean ended = false;
            while (!ended) ended = line().isEmpty();
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) throw new EOFException("connection closed without an answer");
            if (--budget < 0) throw notHttp();
            line.append((char) next);
        }
        budget--;
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') line.setLength(length - 1);
        return line.toString();
    }

    private static IOException notHttp() {
        return new IOException("the answer is not HTTP/1");
    }

    /** A request for the resource that asks to be the only one on its connection. */
    static byte[] request(HttpUrl url) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: ftr\r\nAccept: */*\r\nConnection: close\r\n\r\n"
                .formatted(url.resource(), url.authority())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
