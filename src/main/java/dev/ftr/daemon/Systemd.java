package dev.ftr.daemon;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd what the daemon does, as sd_notify(3) of libsystemd would. Where systemd did not start this process, or is
 * deaf, every method does nothing: none throws, none blocks. May be used from any thread.
 */
public final class Systemd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

    /** systemd ignores messages of more than 4096 bytes; a character takes up to 3. */
    private static final int LONGEST_STATUS = 1000;

    /** Enough to tell the end of a reload, or a start and the stop after it; what came before no longer matters. */
    private static final int KEPT = 2;

    private final Optional<String> address;
    private final Optional<Duration> watchdogPeriod;
    private final Deque<String> unsent = new ArrayDeque<>();
    private @Nullable NotifySocket socket;
    private boolean isDeaf;

    private Systemd(Optional<String> address, Optional<Duration> watchdogPeriod) {
        this.address = address;
        this.watchdogPeriod = watchdogPeriod;
    }

    /**
     * Reads NOTIFY_SOCKET (a path, or an abstract name after {@code @}), WATCHDOG_USEC and WATCHDOG_PID. What cannot be used
     * of them is logged and left alone.
     */
    public static Systemd of(Map<String, String> environment) {
        return of(environment, ProcessHandle.current().pid());
    }

    static Systemd of(Map<String, String> environment, long pid) {
        Optional<String> address =
                Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(Systemd::isUsable);
        return new Systemd(address, address.flatMap(a -> watchdogPeriod(environment, pid)));
    }

    private static boolean isUsable(String address) {
        boolean isUnix = address.startsWith("/") || address.startsWith("@");
        boolean usable = isUnix && address.length() > 1 && NotifySocket.fits(address);
        if (!usable && !address.isEmpty())
            LOG.warn("NOTIFY_SOCKET={} is not a UNIX socket's address: systemd is told nothing", address);
        return usable;
    }

    private static Optional<Duration> watchdogPeriod(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String owner = environment.getOrDefault("WATCHDOG_PID", "");
        if (micros.isEmpty() || !(owner.isEmpty() || owner.equals(Long.toString(pid)))) return Optional.empty();
        if (!micros.matches("[0-9]{1,15}") || new BigInteger(micros).signum() == 0) {
            LOG.warn("WATCHDOG_USEC={} is not a number of microseconds: the watchdog is not fed", micros);
            return Optional.empty();
        }
        return Optional.of(Duration.of(Long.parseLong(micros) / 2, ChronoUnit.MICROS));
    }

    /** How often {@link #alive} is due, half of what systemd waits; empty when it does not watch this process. */
    public Optional<Duration> watchdogPeriod() {
        return watchdogPeriod;
    }

    /** The start, or a reload, is complete. The status is one line that {@code systemctl status} shows. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + oneLine(status));
    }

    public void status(String text) {
        mention("STATUS=" + oneLine(text));
    }

    /** The config is being read again; {@link #ready} must follow, also when the new config is refused. */
    public void reloading() {
        if (address.isEmpty()) return;
        try {
            tell("RELOADING=1\nMONOTONIC_USEC=" + NotifySocket.monotonicMicros());
        } catch (RuntimeException | LinkageError e) {
            deaf(e);
        }
    }

    public void stopping() {
        tell("STOPPING=1");
    }

    /** Feeds the watchdog. Only the loop may call this: a timer of its own would live on when the loop hangs. */
    public void alive() {
        mention("WATCHDOG=1");
    }

    /** systemd waits for this message: it is kept and sent with a later one if it cannot be sent now. */
    private synchronized void tell(String message) {
        if (address.isEmpty()) return;
        unsent.add(message);
        while (unsent.size() > KEPT) unsent.removeFirst();
        send(Optional.empty());
    }

    /** The next one of this kind replaces it: it may be lost. */
    private synchronized void mention(String message) {
        if (address.isPresent()) send(Optional.of(message));
    }

    private void send(Optional<String> afterwards) {
        try {
            NotifySocket open = socket();
            while (!unsent.isEmpty()) {
                open.send(unsent.getFirst());
                unsent.removeFirst();
            }
            if (afterwards.isPresent()) open.send(afterwards.get());
            if (isDeaf) LOG.info("systemd listens again");
            isDeaf = false;
        } catch (IOException | RuntimeException | LinkageError e) {
            deaf(e);
        }
    }

    private NotifySocket socket() throws IOException {
        NotifySocket open = socket == null ? NotifySocket.open(address.orElseThrow()) : socket;
        socket = open;
        return open;
    }

    private synchronized void deaf(Throwable e) {
        String words = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
        if (!isDeaf) LOG.warn("systemd cannot be told anything at {}: {}", address.orElse(""), words);
        isDeaf = true;
    }

    /** Line ends would begin another assignment, and control characters garble a terminal. */
    private static String oneLine(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
        return line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS - 1) + "…";
    }

    @Override
    public synchronized void close() {
        if (socket != null) socket.close();
        socket = null;
    }
}
