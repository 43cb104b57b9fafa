package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.HeldConnections.Held;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The config is edited while the daemon runs and traffic flows. */
class ReloadIT {
    private Lab lab;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeEach
    void start() {
        lab = Lab.up("reload", "--uplinks", "4");
        ftr = Ftr.with(lab, three());
        daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private static LabConfig three() {
        return LabConfig.ofUplinks(4).order(1, 2, 3);
    }

    /** Another process has it checked: the daemon would keep 11 MB. */
    @Test
    void doesNotLoadWhatChecksTheSchema() throws IOException {
        inForce(three().weights(3, 1, 1), "eth1", "eth2", "eth3");
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String loaded = Ran.toTheEnd(
                        new ProcessBuilder(jcmd.toString(), Long.toString(daemon.pid()), "VM.class_hierarchy"))
                .exits(0)
                .out();
        assertTrue(loaded.contains("dev.ftr.daemon.Daemon"), loaded);
        assertFalse(loaded.contains("com.networknt"), "the schema's validator is loaded");
        assertEquals(
                2, Files.readAllLines(ftr.stateDir().resolve("fits-schema")).size());
    }

    @Test
    void whoIsNotConcernedFeelsNothing() {
        Flows flows = Flows.fromLan(lab, "tcp");
        HeldConnections tcp = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 30);
        HeldConnections udp = HeldConnections.open(lab, "lan", Lab.INTERNET, "udp", Lab.SERVER_PORT, 30);

        inForce(three().weights(3, 1, 1), "eth1", "eth2", "eth3");
        inForce(LabConfig.ofUplinks(4), "eth1", "eth2", "eth3", "eth4");
        inForce(three(), "eth1", "eth2", "eth3");
        inForce(LabConfig.ofUplinks(2), "eth1", "eth2");
        LabConfig reordered = LabConfig.ofUplinks(3).key(1, "id", "0").key(2, "id", "1");
        inForce(reordered.order(2, 1), "eth2", "eth1");
        inForce(LabConfig.ofUplinks(2).numbering("base_priority: 20000\nbase_table: 100"), "eth1", "eth2");
        assertTrue(lab.router("ip route show table 164").contains("nexthop"), "the table has moved");
        assertEquals("", lab.router("ip route show table 65 2>/dev/null || true"));

        flows.awaitMore(50);
        Flows.assertNoneLost(flows.stop());
        List<Held> held = new ArrayList<>(tcp.close());
        held.addAll(udp.close());
        assertUndisturbed(held, 1, 2);
        assertEquals(0, lab.misrouted());
    }

    /** Without ids the marks change their meaning: connections of these begin anew, of others they do not. */
    @Test
    void onlyTheRenumberedAndTheMovedBeginAnew() {
        Flows flows = Flows.fromLan(lab, "udp");
        HeldConnections tcp = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 40);
        Set<Integer> first = tcp.on(1);
        inForce(LabConfig.ofUplinks(3).order(2, 1, 3), "eth2", "eth1", "eth3");
        // One that begins anew over the line it had before goes on.
        Await.until(
                "connections of the renumbered uplinks end",
                () -> !Collections.disjoint(tcp.broken(), first),
                () -> "%s of %s".formatted(tcp.broken(), first));
        inForce(LabConfig.ofUplinks(4).order(4, 1, 3), "eth4", "eth1", "eth3");
        flows.awaitMore(50);
        Flows.assertNoneLost(flows.stop());
        assertUndisturbed(tcp.close(), 3);
        assertEquals(0, lab.misrouted());
    }

    private static void assertUndisturbed(List<Held> held, int... uplinks) {
        List<String> sources = Lab.sources(uplinks);
        List<Held> concerned =
                held.stream().filter(h -> sources.contains(h.source())).toList();
        assertEquals(
                Set.copyOf(sources),
                Set.copyOf(concerned.stream().map(Held::source).distinct().toList()));
        assertEquals(List.of(), concerned.stream().filter(h -> !h.undisturbed()).toList());
    }

    private void inForce(LabConfig config, String... routing) {
        ftr.write(config.text());
        awaitInForce(config.text());
        daemon.awaitRouting(routing).awaitConverged();
    }

    private void awaitInForce(String text) {
        daemon.await(
                "the config in force: " + text,
                s -> s.path("config").path("sha256").asString().equals(sha256(text))
                        && s.path("config").path("error").isNull());
    }

    /** Each kind of mistake: what is written, and where and what the error says. */
    private static Map<String, String> mistakes(String valid) {
        Map<String, String> mistakes = new LinkedHashMap<>();
        mistakes.put(valid.substring(0, valid.indexOf("gateway: 198.18.2.1") + 5), "ftr.yaml:\\d+:\\d+: .*");
        mistakes.put("]]: &*%\u0001 nothing that is YAML\n", "ftr.yaml:1:\\d+: .*");
        mistakes.put(valid.replace("weight: 1", "wieght: 1"), "ftr.yaml:8:3: /uplinks/0/wieght: .*");
        mistakes.put(valid.replace("ip: 198.18.2.2", "ip: 198.18.2.999"), "ftr.yaml:11:7: /uplinks/1/ip: .*");
        mistakes.put("", "ftr.yaml:1:1: .*");
        return mistakes;
    }

    @Test
    void whatIsWrongChangesNothingAndIsToldWithItsPlace() throws Exception {
        String valid = three().text();
        String kernel = KernelDump.settled(lab);
        for (var mistake : mistakes(valid).entrySet()) {
            ftr.write(mistake.getKey());
            awaitError(mistake.getValue());
            assertEquals(kernel, KernelDump.settled(lab));
            ftr.write(valid);
            awaitInForce(valid);
        }
        Files.delete(ftr.config());
        awaitError("ftr.yaml:1:1: /: there is no such file.*");
        assertEquals(sha256(valid), config().path("sha256").asString());
        String other = three().weights(1, 2, 3).text();
        ftr.write(other);
        awaitInForce(other);
        daemon.awaitConverged();
        assertTrue(lab.router("ip route show table 65").contains("weight 3"));
        assertEquals(mistakes(valid).size() + 1, daemon.texts("config_error").size());

        // Whoever starts now has nothing but what was kept.
        ftr.write("uplinks: [");
        awaitError("ftr.yaml:1:\\d+: .*");
        daemon.kill();
        lab.router("ip route del default table 65");
        daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
        assertTrue(lab.router("ip route show table 65").contains("weight 3"));
        awaitError("ftr.yaml:1:\\d+: .*");
        ftr.write(valid);
        awaitInForce(valid);
    }

    private void awaitError(String pattern) {
        daemon.await(
                "the error " + pattern,
                s -> s.path("config").path("error").asString("").matches("(?s).*/" + pattern));
        assertTrue(daemon.texts("config_error").getLast().matches("(?s).*/" + pattern));
    }

    private JsonNode config() {
        return daemon.status().orElseThrow().path("config");
    }

    @Test
    void howeverItIsWritten() throws Exception {
        Path folder = lab.folder().resolve("versions");
        Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(folder.resolve("two"));
        String one = three().weights(2, 1, 1).text();
        String two = three().weights(1, 2, 1).text();
        Files.writeString(folder.resolve("one/ftr.yaml"), one);
        Files.writeString(folder.resolve("two/ftr.yaml"), two);
        Files.createSymbolicLink(folder.resolve("data"), Path.of("one"));
        swap(folder.resolve("data/ftr.yaml"), ftr.config());
        awaitInForce(one);
        swap(Path.of("two"), folder.resolve("data"));
        awaitInForce(two);
        Files.delete(ftr.config());

        String three = three().weights(1, 1, 2).text();
        writeSlowly(ftr.config(), three);
        awaitInForce(three);
        String half = three.substring(0, half(three));
        List<String> taken = daemon.ofType("config", 0).stream()
                .map(e -> e.path("sha256").asString())
                .toList();
        assertFalse(taken.contains(sha256(half)), "half a config was taken: " + taken);

        daemon.hangUp();
        String four = three().weights(4, 1, 1).text();
        ftr.write(four);
        daemon.hangUp();
        awaitInForce(four);
        daemon.awaitConverged();
        assertTrue(lab.router("ip route show table 65").contains("weight 4"));
    }

    /** Valid, but with the second half of the uplinks and the tests missing. */
    private static int half(String text) {
        return text.indexOf("- interface: eth3");
    }

    private static void writeSlowly(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, half(text));
            out.flush();
            Await.pause(Duration.ofMillis(1500));
            out.write(bytes, half(text), bytes.length - half(text));
        }
    }

    private static void swap(Path target, Path link) throws IOException {
        Path next = link.resolveSibling("next");
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
