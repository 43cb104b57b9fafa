package dev.ftr.notify.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that answers each command as it is told to; without being told, as a good one does. */
final class ScriptedSmtp implements AutoCloseable {
    /** In place of an answer: none, for ever. */
    static final String HANG = "(hang)";

    /** In place of an answer: half of one, and the end of the connection. */
    static final String CLOSE = "(close)";

    /** In place of an answer: a byte now and then, for ever. */
    static final String DRIP = "(drip)";

    /** In place of an answer: a line without end. */
    static final String FLOOD = "(flood)";

    /** In place of an answer: 250, after a second. */
    static final String LATE = "(late)";

    static final String GREETING = "(greeting)";

    private final ServerSocket listener;
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private Optional<SSLContext> tls = Optional.empty();
    private boolean fromTheFirstByte;

    ScriptedSmtp() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        answer(GREETING, "220 mx.example.com ESMTP");
        answer("EHLO", "250-mx.example.com\r\n250 AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2");
        answer("AUTH", "235 2.7.0 welcome");
        answer("MAIL", "250 2.1.0 Ok");
        answer("RCPT", "250 2.1.5 Ok");
        answer("DATA", "354 go ahead");
        answer(".", "250 2.0.0 Ok: queued as 4F2A1");
        answer("QUIT", "221 bye");
        answer("RSET", "250 Ok");
        answer("STARTTLS", "220 go ahead");
    }

    /** The last answer stays. */
    ScriptedSmtp answer(String command, String... inOrder) {
        answers.put(command, new ArrayDeque<>(List.of(inOrder)));
        return this;
    }

    ScriptedSmtp withTls(SSLContext context, boolean implicit) {
        tls = Optional.of(context);
        fromTheFirstByte = implicit;
        if (!implicit) answer("EHLO", "250-mx.example.com\r\n250 STARTTLS", "250-mx.example.com\r\n250 AUTH PLAIN");
        return this;
    }

    ScriptedSmtp start() {
        Thread.ofVirtual().start(this::listen);
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** All lines that came, those of mails included. */
    List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** How many connections there were. */
    int connections() {
        return open.size();
    }

    private void listen() {
        while (!listener.isClosed())
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException e) {
                return; // the test is over
            }
    }

    private void converse(Socket plain) {
        try {
            Socket socket = fromTheFirstByte ? encrypted(plain) : plain;
            if (!say(socket, GREETING)) return;
            BufferedReader in = reader(socket);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                String command = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                if (!say(socket, command)) return;
                if (command.equals("STARTTLS")) {
                    socket = encrypted(plain);
                    in = reader(socket);
                }
            }
        } catch (IOException e) {
            heard.add("(broken)");
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(plain, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private boolean say(Socket socket, String command) throws IOException {
        Deque<String> known = answers.get(command);
        if (known == null) return true; // a line of a mail
        String answer = known.size() > 1 ? known.removeFirst() : known.getFirst();
        OutputStream out = socket.getOutputStream();
        return switch (answer) {
            case HANG -> false;
            case LATE -> {
                pause(1000);
                out.write("250 Ok\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                yield true;
            }
            case CLOSE -> {
                out.write("25".getBytes(StandardCharsets.UTF_8));
                out.flush();
                socket.close();
                yield false;
            }
            case DRIP -> {
                endlessly(out, "2", 50);
                yield false;
            }
            case FLOOD -> {
                endlessly(out, "250-much ".repeat(1000), 0);
                yield false;
            }
            default -> {
                out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                yield true;
            }
        };
    }

    private void endlessly(OutputStream out, String what, int pauseMillis) throws IOException {
        while (!listener.isClosed()) {
            out.write(what.getBytes(StandardCharsets.UTF_8));
            out.flush();
            pause(pauseMillis);
        }
    }

    private static void pause(int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : List.copyOf(open)) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
