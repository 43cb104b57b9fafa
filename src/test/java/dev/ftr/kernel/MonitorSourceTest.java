package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.Backoff.Pace;
import dev.ftr.kernel.MonitorSource.Tool;
import dev.ftr.kernel.MonitorSource.ToolChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorSourceTest {
    private static final Pace HASTY =
            new Pace(Duration.ofMillis(20), Duration.ofMillis(80), Duration.ofMinutes(1), Duration.ofMillis(30));

    @TempDir
    Path folder;

    private final HeardNews heard = new HeardNews();
    private MonitorSource source = source(() -> {
        throw new KernelException("none");
    });

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void eachKindOfLineIsHandedOn() throws Exception {
        source = source(tool("""
                echo '[LINK]2: eth1'
                echo '[ROUTE]198.51.100.0/24 via 192.0.2.1 dev eth1'
                echo '[ROUTE]default via 192.0.2.1 dev eth1 table 1'
                echo 'netlink receive error No buffer space available (105)' >&2
                echo '[RULE]40000: from all lookup 1'
                exec sleep 1000
                """));
        source.start();
        heard.await("three changes and a loss", () -> heard.changes() == 3 && heard.count("missed") == 1);
        assertEquals(
                List.of("seeing: test", "missed: test: netlink receive error No buffer space available (105)"),
                heard.words());
    }

    @Test
    void aMonitorThatDiesIsStartedAgainAndAllIsLookedAt() throws Exception {
        source = source(tool("echo $$ > %s/pid; echo listening; exec sleep 1000".formatted(folder)));
        source.start();
        heard.await("seeing", () -> heard.count("seeing") == 1);
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
        heard.await("seeing again", () -> heard.count("missed") == 1);
        assertEquals(
                List.of(
                        "seeing: test",
                        "blind: test: ended with status 137: listening",
                        "seeing: test",
                        "missed: test was not running for a while"),
                heard.words());
    }

    @Test
    void aMonitorThatCannotWorkIsToldOnceAndTriedWithoutHurry() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        Tool tool = tool("echo 'Operation not permitted'; exit 1").choose();
        Predicate<Process> listens = process -> false;
        source = source(
                () -> {
                    starts.incrementAndGet();
                    return tool;
                },
                listens);
        source.start();
        heard.await("several attempts", () -> starts.get() > 4);
        assertEquals(List.of("blind: test: ended with status 1: Operation not permitted"), heard.words());
    }

    @Test
    void aToolThatIsInstalledLaterIsTakenUp() throws Exception {
        SearchPath path = new SearchPath(List.of(folder));
        source = source(() -> KernelWatch.firewallTool(List.of(folder.toString()), path));
        source.start();
        heard.await("blind", () -> heard.count("blind") == 1);
        assertEquals(
                List.of(
                        "blind: test: nft and xtables-monitor are not installed (Debian, Ubuntu: apt-get install nftables)"),
                heard.words());
        source.close();
        source = source(() -> new Tool(
                List.of(folder.resolve(KernelWatch.firewallTool(List.of(), path)
                                .command()
                                .getFirst())
                        .toString()),
                FirewallEvents::readNft));
        source.start();
        heard.await("blind", () -> heard.count("blind") == 2);
        script("nft", "echo 'delete table ip mangle'; exec sleep 1000");
        heard.await("a change", () -> heard.changes() == 1);
        assertEquals(1, heard.count("seeing"));
        assertEquals(1, heard.count("missed"));
    }

    @Test
    void withoutNftTheOtherMonitorIsTaken() throws Exception {
        script("xtables-monitor", "");
        script("stdbuf", "");
        assertEquals(
                List.of("setpriv", "stdbuf", "-oL", "xtables-monitor", "-e"),
                KernelWatch.firewallTool(List.of("setpriv"), new SearchPath(List.of(folder)))
                        .command());
    }

    @Test
    void aFileThatCannotBeRunIsNamed() throws Exception {
        source = source(() -> new Tool(List.of(folder.resolve("absent").toString()), IpEvents::read));
        source.start();
        heard.await("blind", () -> heard.count("blind") > 0);
        assertTrue(heard.words().getFirst().contains("absent"), heard.words()::toString);
    }

    @Test
    void closingKillsAMonitorThatHeedsNoSignal() throws Exception {
        source = source(tool("trap '' TERM INT HUP; echo $$ > %s/pid; while :; do sleep 1000; done".formatted(folder)));
        source.start();
        heard.await("seeing", () -> heard.count("seeing") == 1);
        ProcessHandle monitor = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> children = monitor.descendants().toList();
        source.close();
        children.forEach(ProcessHandle::destroyForcibly);
        heard.await("no process", () -> !monitor.isAlive());
        assertEquals(List.of("seeing: test"), heard.words());
    }

    @Test
    void aMistakeOfTheListenerDoesNotEndTheWatch() throws Exception {
        AtomicInteger mistakes = new AtomicInteger();
        Sight sight = new Sight("test", new KernelWatch.Listener() {
            @Override
            public void changed(KernelPart part) {
                mistakes.incrementAndGet();
                throw new IllegalStateException("a mistake");
            }

            @Override
            public void missed(String why) {}

            @Override
            public void blind(String name, String why) {
                heard.blind(name, why);
            }

            @Override
            public void seeing(String name) {}
        });
        source = new MonitorSource(sight, tool("echo '[LINK]'; exec sleep 1000"), p -> true, backoff());
        source.start();
        heard.await("blind", () -> heard.count("blind") == 1);
        assertEquals(1, mistakes.get());
        assertEquals(List.of("blind: test: internal error: java.lang.IllegalStateException: a mistake"), heard.words());
    }

    @Test
    void aStormIsReadWithoutEnd() throws Exception {
        String storm =
                "yes '[ROUTE]198.51.100.0/24 via 192.0.2.1 dev eth1' | head -n 200000; echo '[LINK]'; exec sleep 1000";
        source = source(tool(storm));
        source.start();
        heard.await("the line behind the storm", () -> heard.changes() > 0);
        assertEquals(1, heard.changes());
        assertFalse(heard.words().stream().anyMatch(w -> w.startsWith("missed")));
    }

    @Test
    void aLineWithoutEndTakesNoMemory() throws Exception {
        source = source(tool("head -c 50000000 /dev/zero; echo; echo '[LINK]'; exec sleep 1000"));
        source.start();
        heard.await("the line behind", () -> heard.changes() == 1);
    }

    private MonitorSource source(ToolChoice choice) {
        return source(choice, process -> true);
    }

    private MonitorSource source(ToolChoice choice, Predicate<Process> listens) {
        return new MonitorSource(new Sight("test", heard), choice, listens, backoff());
    }

    private static Backoff backoff() {
        return new Backoff(HASTY, new Random(1));
    }

    private ToolChoice tool(String script) throws IOException {
        List<String> command = List.of(script("tool", script).toString());
        return () -> new Tool(command, IpEvents::read);
    }

    private Path script(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".new");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return Files.move(file, folder.resolve(name));
    }

    private long pid() throws Exception {
        Path file = folder.resolve("pid");
        heard.await("a pid", () -> file.toFile().length() > 1);
        return Long.parseLong(Files.readString(file).strip());
    }
}
