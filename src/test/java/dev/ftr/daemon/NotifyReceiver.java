package dev.ftr.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** systemd's end of NOTIFY_SOCKET. Java has no datagram sockets of the UNIX family; Python does. */
final class NotifyReceiver implements AutoCloseable {
    private static final String PROGRAM = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            a = sys.argv[1]
            s.bind("\\0" + a[1:] if a[0] == "@" else a)
            print("bound", flush=True)
            for line in sys.stdin:
                print(ascii(s.recv(4096).decode()), flush=True)
            """;

    private final Process process;
    private final BufferedReader lines;

    private NotifyReceiver(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Receives what is sent to a path, or to a name after {@code @}. */
    static NotifyReceiver at(String address) throws IOException {
        NotifyReceiver receiver = new NotifyReceiver(new ProcessBuilder("python3", "-c", PROGRAM, address)
                .redirectErrorStream(true)
                .start());
        String first = String.valueOf(receiver.lines.readLine());
        if (!first.equals("bound")) throw new AssertionError("python3: " + first);
        return receiver;
    }

    /** The next message, as Python writes it: in quotes, a line end as {@code \n}. */
    String next() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return String.valueOf(lines.readLine());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
