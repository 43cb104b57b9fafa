package dev.ftr.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to {@code ip monitor} and says that something may have changed; what, is read afterwards. One process for the
 * whole life of the daemon.
 */
public final class KernelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelWatch.class);
    private static final List<String> COMMAND =
            List.of("ip", "-o", "monitor", "label", "link", "address", "route", "rule");

    private final Process process;

    private KernelWatch(Process process) {
        this.process = process;
    }

    /**
     * Starts listening.
     *
     * @param changed called for each event, from a thread of the watch
     * @param ended called once when the watch has ended by itself
     * @throws KernelException when {@code ip monitor} cannot be started
     */
    public static KernelWatch start(Runnable changed, Runnable ended) throws KernelException {
        ProcessBuilder builder = new ProcessBuilder(COMMAND).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        try {
            KernelWatch watch = new KernelWatch(builder.start());
            Thread.ofPlatform().daemon().name("ip monitor").start(() -> watch.listen(changed, ended));
            return watch;
        } catch (IOException e) {
            throw new KernelException("cannot run ip monitor: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void listen(Runnable changed, Runnable ended) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                if (mayConcernUs(line)) changed.run();
        } catch (IOException e) {
            LOG.debug("ip monitor: {}", e.getMessage());
        }
        ended.run();
    }

    // Routes of table main are listed without a table: a routing daemon changes thousands of them, none of them ours.
    private static boolean mayConcernUs(String line) {
        return !line.startsWith("[ROUTE]") || line.contains(" table ");
    }
}
