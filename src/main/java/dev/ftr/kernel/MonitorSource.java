package dev.ftr.kernel;

import dev.ftr.kernel.EventFilter.News;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a monitor, reads its lines as fast as they come, and starts it again when it has ended. */
final class MonitorSource extends EventSource {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorSource.class);
    private static final Duration SUBSCRIBED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(2);

    private final Sight sight;
    private final ToolChoice choice;
    private final Predicate<Process> listens;
    private final Backoff backoff;
    private Optional<Process> running = Optional.empty();

    /** A program that writes events to its standard output. */
    record Tool(List<String> command, EventFilter filter) {}

    /** Which tool to start; asked before each start, since tools are installed and removed while a daemon lives. */
    @FunctionalInterface
    interface ToolChoice {
        /**
         * The tool to start now.
         *
         * @throws KernelException when there is none
         */
        Tool choose() throws KernelException;
    }

    /**
     * A monitor that is not started yet.
     *
     * @param listens whether the process hears events by now
     */
    MonitorSource(Sight sight, ToolChoice choice, Predicate<Process> listens, Backoff backoff) {
        super(sight);
        this.sight = sight;
        this.choice = choice;
        this.listens = listens;
        this.backoff = backoff;
    }

    @Override
    Duration attempt() {
        Tool tool;
        try {
            tool = choice.choose();
        } catch (KernelException e) {
            sight.lost(String.valueOf(e.getMessage()));
            return backoff.missing();
        }
        long start = System.nanoTime();
        String end = run(tool);
        if (!isClosed()) sight.lost(end);
        return backoff.after(Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    synchronized void stop() {
        running.ifPresent(Process::destroyForcibly);
    }

    /** Runs the tool to its end, and says how that was. */
    private String run(Tool tool) {
        Optional<Process> started = Optional.empty();
        try {
            started = start(tool.command());
            return started.isPresent() ? follow(started.get(), tool.filter()) : "closed";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            started.ifPresent(Process::destroyForcibly);
        }
    }

    private synchronized Optional<Process> start(List<String> command) throws IOException {
        if (isClosed()) return Optional.empty();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        running = Optional.of(builder.start());
        return running;
    }

    private String follow(Process process, EventFilter filter) throws IOException {
        long deadline = System.nanoTime() + SUBSCRIBED_WITHIN.toNanos();
        boolean heard = listens.test(process);
        while (!heard && process.isAlive() && System.nanoTime() < deadline && pause(LOOK))
            heard = listens.test(process);
        if (heard && process.isAlive()) sight.found();
        else if (process.isAlive())
            return "did not begin to listen within %d s".formatted(SUBSCRIBED_WITHIN.toSeconds());
        List<String> words = read(new BoundedLines(process.getInputStream()), filter);
        String last = words.isEmpty() ? "" : ": " + words.getLast();
        return "ended with status %s%s".formatted(status(process), last);
    }

    /** Reads to the end of the stream. Returns the tool's last words, if there were any. */
    private List<String> read(BoundedLines lines, EventFilter filter) throws IOException {
        List<String> words = new ArrayList<>();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            News news = filter.of(line.get());
            switch (news) {
                case NOTHING -> {}
                case LINKS -> sight.listener().changed(KernelPart.LINKS);
                case ROUTING -> sight.listener().changed(KernelPart.ROUTING);
                case FIREWALL -> sight.listener().changed(KernelPart.FIREWALL);
                case LOST -> sight.listener().missed(sight.source() + ": " + line.get());
                case WORDS -> {
                    LOG.debug("{}: {}", sight.source(), line.get());
                    words.clear();
                    words.add(line.get().strip());
                }
            }
        }
        return words;
    }

    private static String status(Process process) {
        try {
            return process.waitFor(1, TimeUnit.SECONDS) ? Integer.toString(process.exitValue()) : "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
