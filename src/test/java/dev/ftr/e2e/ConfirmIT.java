package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A change that is taken back unless somebody confirms it, whatever dies meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfirmIT {
    private static final String ALL_UP = "eth1=up,eth2=up,eth3=up";

    private Lab lab;
    private Ftr ftr;
    private String before = "";

    @BeforeAll
    void start() {
        lab = Lab.up("confirm");
        lab.router(
                "ip rule add pref 20010 from 10.99.0.0/16 lookup 200",
                "ip route add 10.60.0.0/16 via 198.18.1.1 dev eth1 table 1 proto static",
                "iptables -t mangle -A PREROUTING -m comment --comment 'not ours' -j MARK --set-xmark 0x4000/0x4000");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    /** Two uplinks are in force; the config wants three. */
    @BeforeEach
    void applyTwoUplinks() throws IOException {
        ftr = Ftr.with(lab, LabConfig.ofUplinks(2).weights(1, 3));
        ftr.run("apply", "--health", "eth1=up,eth2=up").exits(0);
        before = dump();
        Files.writeString(ftr.config(), LabConfig.ofUplinks(3).text());
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (Files.exists(pending())) ftr.run("confirm").exits(0);
        ftr.run("teardown").exits(0);
    }

    @Test
    void isTakenBackWhenNobodyConfirms() {
        Ran apply = ftr.run("apply", "--health", ALL_UP, "--confirm", "1s").exits(0);
        assertTrue(apply.out().contains("changes made."), apply.toString());
        String last = apply.out().lines().toList().getLast();
        assertTrue(
                last.matches("Taken back at ..:..:.. .in 1 s. unless 'ftr --run-dir .* confirm' comes first. .*"),
                last);
        awaitEnd();
        assertRestored("not confirmed within 1 s");
    }

    @Test
    void isTakenBackToNothingWhenNothingWasThere() {
        ftr.run("teardown").exits(0);
        String nothing = dump();
        ftr.run("apply", "--health", ALL_UP, "--confirm", "1s").exits(0);
        awaitEnd();
        assertEquals(nothing, dump());
    }

    @Test
    void isTakenBackWhenApplyIsKilledHalfWay() throws IOException, InterruptedException {
        Process apply = lab.start("router", ftr.command("apply", "--confirm", "2s"), toFile("killed"));
        Await.until("a first change", () -> !dump().equals(before), () -> read("killed"));
        apply.destroyForcibly().waitFor();
        assertTrue(Files.exists(pending()), "the dead man goes on");
        awaitEnd();
        assertRestored("not confirmed within 2 s");
    }

    @Test
    void isTakenBackWhenTheTerminalAndAllThatRanInItIsKilled() throws IOException {
        String command = String.join(" ", ftr.command("apply", "--health", ALL_UP, "--confirm", "2s")) + "; sleep 100";
        Process terminal = lab.start("router", List.of("script", "-qfec", command, "/dev/null"), toFile("terminal"));
        Await.until("the end of apply", () -> read("terminal").contains("Taken back"), () -> read("terminal"));
        assertNotEquals(before, dump());
        Await.until(
                "the dead man outside, when apply has ended",
                () -> terminal.descendants().noneMatch(p -> p.pid() == deadMan()),
                () -> read("terminal"));
        assertEquals(deadMan(), session(deadMan()), "a session of its own");
        List<ProcessHandle> inside = terminal.descendants().toList();
        assertFalse(inside.isEmpty());
        // The terminal goes first: what is left inside gets SIGHUP.
        terminal.destroyForcibly();
        inside.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        assertRestored("not confirmed within 2 s");
    }

    @Test
    void whatIsConfirmedStays() {
        ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(0);
        String after = dump();
        long deadMan = deadMan();
        Ran confirm = ftr.run("confirm").exits(0);
        assertTrue(confirm.out().startsWith("Confirmed: the change of "), confirm.toString());
        assertTrue(confirm.out().contains(ftr.config().toString()), confirm.toString());
        Await.until("the end of the dead man", () -> ProcessHandle.of(deadMan).isEmpty(), () -> "it is there");
        assertEquals(after, dump());
        assertTrue(lastEnd().path("confirmed").asBoolean());
        Ran again = ftr.run("confirm").exits(1);
        assertTrue(again.err().startsWith("ftr: no change is pending; at "), again.toString());
        assertTrue(again.err().contains("confirmed: with ftr confirm"), again.toString());
        ftr.planAllUp().exits(0);
    }

    @Test
    void whatChangesNothingNeedsNoConfirmation() {
        ftr.applyAllUp().exits(0);
        Ran apply = ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(0);
        assertEquals("Nothing to change.\n", apply.out());
        assertFalse(Files.exists(pending()));
        ftr.run("confirm").exits(1);
    }

    @Test
    void autoConfirmsWhatWorks() {
        ftr.run("apply", "--confirm", "auto:1s").exits(0);
        awaitEnd();
        assertEquals(
                "by itself: all downlinks work, healthy uplinks: 3, before the change: 2",
                lastEnd().path("reason").asString());
        ftr.planAllUp().exits(0);
    }

    @Test
    void autoTakesBackWhatCostsAnUplink() throws IOException {
        Files.writeString(
                ftr.config(), LabConfig.ofUplinks(2).gateway(2, "198.18.2.99").text());
        ftr.run("apply", "--confirm", "auto:1s");
        awaitEnd();
        assertRestored("healthy uplinks: 1, before the change: 2");
    }

    @Test
    void autoTakesBackWhatHasNoDownlink() throws IOException {
        Files.writeString(ftr.config(), LabConfig.ofUplinks(3).text().replace("lan: eth0", "lan: eth9"));
        Ran apply = ftr.run("apply", "--health", ALL_UP, "--confirm", "auto:1s");
        assertTrue(apply.err().contains("downlink eth9 is not there"), apply.toString());
        awaitEnd();
        assertRestored("downlink eth9 is not there");
    }

    @Test
    void whileAChangeIsPendingNothingElseChangesTheKernel() {
        ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(0);
        String after = dump();
        for (List<String> words : List.of(
                List.of("apply"), List.of("apply", "--confirm", "60s"), List.of("teardown"), List.of("monitor"))) {
            Ran refused = ftr.run(words.toArray(String[]::new)).exits(1);
            assertEquals(1, refused.errors().size(), refused.toString());
            assertTrue(refused.err().contains("to be confirmed; 'ftr --run-dir"), refused.toString());
        }
        assertEquals(after, dump());
        Ran revert = ftr.run("confirm", "--revert").exits(0);
        assertTrue(revert.out().contains("Restored: "), revert.toString());
        assertRestored("asked for with ftr confirm --revert");
        Ran late = ftr.run("confirm").exits(1);
        assertTrue(late.err().contains("no change is pending; at "), late.toString());
        assertTrue(late.err().contains("is restored"), late.toString());
    }

    @Test
    void aDeadManThatWasKilledIsNoticed() {
        ftr.run("apply", "--health", ALL_UP, "--confirm", "1s").exits(0);
        ProcessHandle.of(deadMan()).orElseThrow().destroyForcibly();
        Await.until("its end", () -> ftr.run("apply").err().contains("has died"), () -> "it is there");
        Ran apply = ftr.run("apply").exits(1);
        assertEquals(1, apply.errors().size(), apply.toString());
        assertNotEquals(before, dump());
        ftr.run("confirm", "--revert").exits(0);
        assertRestored("asked for with ftr confirm --revert");
    }

    @Test
    void whoeverEndsTheDeadManWithASignalDoesNotConfirm() {
        ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(0);
        ProcessHandle.of(deadMan()).orElseThrow().destroy();
        awaitEnd();
        assertRestored("the process that waited for ftr confirm was told to end");
    }

    @Test
    void aChangeThatNobodyGuardsIsAcceptedByTheDaemon() {
        ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(0);
        long deadMan = deadMan();
        ProcessHandle.of(deadMan).orElseThrow().destroyForcibly();
        Await.until("its end", () -> ProcessHandle.of(deadMan).isEmpty(), () -> "it is there");
        DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
        assertFalse(Files.exists(pending()));
        Ran apply = ftr.run("apply", "--confirm", "60s").exits(1);
        assertTrue(apply.err().startsWith("ftr: ftr monitor is running"), apply.toString());
        daemon.kill();
    }

    @Test
    void withoutADeadManNothingIsChanged() throws IOException {
        Files.createDirectories(ftr.runDir().resolve("confirm.log"));
        Ran apply = ftr.run("apply", "--health", ALL_UP, "--confirm", "60s").exits(1);
        assertEquals(1, apply.errors().size(), apply.toString());
        assertTrue(apply.err().startsWith("ftr: nothing changed: "), apply.toString());
        assertEquals(before, dump());
        assertFalse(Files.exists(pending()));
        ftr.applyAllUp().exits(0);
    }

    private void assertRestored(String reason) {
        assertEquals(before, dump());
        assertEquals(reason, lastEnd().path("reason").asString());
        assertFalse(lastEnd().path("confirmed").asBoolean());
        assertEquals(0, lastEnd().path("problems").size());
        assertTrue(events().anyMatch(line -> line.contains("\"type\":\"confirm\"") && line.contains(reason)));
    }

    private void awaitEnd() {
        Await.until(
                "the end of the pending change",
                () -> !Files.exists(pending())
                        && !Files.exists(ftr.runDir().resolve("reverting"))
                        && Files.exists(ftr.runDir().resolve("last-change.json")),
                () -> text(ftr.runDir().resolve("confirm.log")));
    }

    private Path pending() {
        return ftr.runDir().resolve("pending");
    }

    private long deadMan() {
        return Long.parseLong(text(pending().resolve("dead-man")).strip());
    }

    /** The sixth field of proc_pid_stat(5); the name in the second has no blank. */
    private static long session(long pid) {
        return Long.parseLong(text(Path.of("/proc", Long.toString(pid), "stat")).split(" ", -1)[5]);
    }

    private JsonNode lastEnd() {
        return new ObjectMapper().readTree(text(ftr.runDir().resolve("last-change.json")));
    }

    private Stream<String> events() {
        return text(ftr.stateDir().resolve("events.jsonl")).lines();
    }

    private String dump() {
        return KernelDump.ofAll(lab)
                + lab.router("cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/fib_multipath_hash_policy"
                        + " /proc/sys/net/ipv4/conf/eth*/rp_filter"
                        + " /proc/sys/net/ipv4/conf/eth*/ignore_routes_with_linkdown");
    }

    private Lab.Redirect toFile(String name) {
        return builder -> builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(output(name).toFile()));
    }

    private Path output(String name) {
        return ftr.config().resolveSibling(name);
    }

    private String read(String name) {
        return Files.exists(output(name)) ? text(output(name)) : "";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
