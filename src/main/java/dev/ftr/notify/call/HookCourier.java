package dev.ftr.notify.call;

import dev.ftr.config.Notifications.Hook;
import dev.ftr.config.Topic;
import dev.ftr.notify.Courier;
import dev.ftr.notify.call.WebhookCourier.Sender;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command of the administrator's for each event: no shell, and of our environment only what a program needs. It is told
 * by variables and on its standard input. One that fails is run again {@value #RETRIES} times and then given up for this event:
 * most probably it would fail for ever, and the events behind it wait.
 */
public final class HookCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(HookCourier.class);
    static final int RETRIES = 3;
    private static final int MOST_OUTPUT = 64 << 10;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Set<String> KEPT = Set.of("PATH", "LANG");

    private final Hook hook;
    private final Sender sender;
    private final Duration keepFor;
    private String current = "";
    private int failures;

    /** @param keepFor what could not be delivered for so long is given up */
    public HookCourier(Hook hook, Sender sender, Duration keepFor) {
        this.hook = hook;
        this.sender = sender;
        this.keepFor = keepFor;
    }

    @Override
    public String name() {
        return "hook-" + hook.name();
    }

    @Override
    public Set<Topic> topics() {
        return hook.on();
    }

    @Override
    public Gathering gathering() {
        return new Gathering(1, Duration.ZERO, Duration.ZERO, keepFor);
    }

    @Override
    public Delivery deliver(Dispatch dispatch) throws InterruptedException {
        if (!dispatch.id().equals(current)) failures = 0;
        current = dispatch.id();
        Optional<String> failure = run(dispatch);
        if (failure.isEmpty()) return new Delivery.Done(List.of());
        if (failures++ < RETRIES) return new Delivery.Later(failure.get(), List.of());
        return new Delivery.Done(List.of(failure.get()));
    }

    /** Why it failed; empty: it did not. */
    private Optional<String> run(Dispatch dispatch) throws InterruptedException {
        Facts facts = Facts.of(dispatch.notices().getFirst(), sender.language(), sender.host());
        Process process;
        try {
            process = start(dispatch.id(), facts);
        } catch (IOException e) {
            return Optional.of("cannot be run: " + e.getMessage());
        }
        try {
            return ended(process, facts.json());
        } finally {
            kill(process);
        }
    }

    private Process start(String id, Facts facts) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(hook.command()).directory(Path.of("/").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT);
        for (String name :
                List.of("event", "text", "uplink", "description", "state", "before", "reason", "at", "host", "uplinks"))
            // The end of a value for the kernel (execve(2)); it cannot be told.
            environment.put(
                    "FTR_" + name.toUpperCase(Locale.ROOT), facts.get(name).replace('\0', ' '));
        environment.put("FTR_ID", id);
        return WithoutPowers.start(builder);
    }

    private Optional<String> ended(Process process, String input) throws InterruptedException {
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()), HookCourier::inThread);
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), HookCourier::inThread);
        // In a thread of its own: one that reads nothing leaves the pipe full.
        inThread(() -> write(process, input));
        if (!process.waitFor(hook.timeout().toNanos(), TimeUnit.NANOSECONDS))
            return Optional.of(
                    "did not end within %s s".formatted(hook.timeout().toMillis() / 1000.0));
        String said = words(err);
        LOG.debug("{}: exit {}: {} {}", name(), process.exitValue(), words(out), said);
        if (process.exitValue() == 0) return Optional.empty();
        String first = said.lines()
                .filter(l -> !l.isBlank())
                .findFirst()
                .map(l -> ": " + l.strip())
                .orElse("");
        return Optional.of("exit %d%s".formatted(process.exitValue(), first));
    }

    /** A child that it left behind may hold the pipe for ever. */
    private static String words(CompletableFuture<String> text) throws InterruptedException {
        try {
            return text.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private static void kill(Process process) {
        if (!process.isAlive()) return;
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void write(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write((input + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("input not taken: {}", e.getMessage());
        }
    }

    /** The beginning; the rest is read all the same, so that who writes it does not wait. */
    private static String text(InputStream stream) {
        try (stream) {
            String text = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return text;
        } catch (IOException e) {
            return "";
        }
    }

    private static void inThread(Runnable task) {
        Thread.ofVirtual().name("hook").start(task);
    }
}
