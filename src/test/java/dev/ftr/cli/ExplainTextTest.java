package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.SnapshotJson;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Explanations of a router of the lab, whose kernel was written down by {@code ftr snapshot} before anything was applied. */
class ExplainTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CONFIG = resource("router.yaml");
    private static final Path SNAPSHOT = resource("router.snapshot.json");

    @Test
    void sharesAreByWeightAndEachFailureHasItsLine() {
        String text = explain("--from 10.77.0.10 --to 203.0.113.5 --port 443");
        assertHas(text, "  fibre    66.7 %  by eth1 via 198.18.1.1 as 198.18.1.2");
        assertHas(text, "  cable    33.3 %  by eth2 via 198.18.2.1 as 198.18.2.2");
        assertHas(text, "  rule      20129: from all lookup 65");
        assertHas(text, "If fibre fails: cable (100 %)");
        assertHas(text, "If lte fails: no change");
        assertTrue(text.contains("The kernel differs: ftr plan has "), text);
    }

    @Test
    void aPolicyIsNamedWithItsChainRule() {
        String mail = explain("--from 10.77.0.5 --to 203.0.113.5 --port 25");
        assertHas(mail, "  policy    mail-out");
        assertTrue(mail.contains("-A FTR-POLICIES -s 10.77.0.5/32 -p tcp"), mail);
        assertHas(mail, "If fibre fails: cable (100 %)");
        String refused = explain("--from 10.77.0.5 --to 203.0.113.5 --port 25 --health fibre=down,cable=down");
        assertHas(refused, "  refused (otherwise: reject)");
        assertHas(refused, "fibre: down already");
        String last = explain("--from 10.77.0.5 --to 203.0.113.5 --port 25 --health fibre=down");
        assertHas(last, "If cable fails: refused (otherwise: reject)");
    }

    @Test
    void theRoutersOwnConnectionsAreExplainedToo() {
        String text = explain("--to 203.0.113.8 --protocol udp --port 53");
        assertHas(text, "  policy    router-dns");
        assertHas(text, "If lte fails: fibre (66.7 %), cable (33.3 %)");
    }

    @Test
    void aForwardedPortIsFollowedInside() {
        String text = explain("--from 203.0.113.7 --in eth1 --to 198.18.1.2 --port 443");
        assertTrue(text.contains("to 10.77.0.2 port"), text);
        assertTrue(text.contains("replies leave by fibre"), text);
        assertHas(text, "If fibre fails: nothing comes in by it");
        assertHas(explain("--from 203.0.113.7 --in eth1 --to 10.77.0.2 --port 22"), "  refused (firewall: basic)");
    }

    @Test
    void answersThatComeFromNoDownlinkLeaveByAnyUplink(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("router.yaml"), Files.readString(CONFIG).replace("lan: eth0", "lan: eth9"));
        FtrRun run = run(config, "--from 203.0.113.7 --in eth1 --to 198.18.1.2 --port 443");
        assertTrue(run.out().contains("replies leave by fibre or cable"), run::toString);
    }

    @Test
    void foreignRulesAreNamedAsFarAsTheyAreUnderstood() {
        String caught = explain("--from 10.77.0.10 --to 203.0.113.70");
        assertHas(caught, "  rule      100: from all to 203.0.113.64/26 iif eth0 lookup 77 (not ours)");
        assertHas(caught, "  eth0, no uplink  via 10.77.0.2 with its own source 10.77.0.10");
        assertHas(
                explain("--from 10.77.0.10 --to 198.51.100.9 --port 6667"), "  refused (by iptables, filter FORWARD)");
        assertTrue(explain("--from 10.77.0.10 --to 198.51.100.9 --port 7000")
                .contains("Note: may also be changed by iptables, table filter: -A FORWARD -i eth0 -p tcp"));
        assertFalse(explain("--from 10.77.0.10 --to 198.51.100.9 --port 80").contains("Note:"));
    }

    @Test
    void whatPassesByHasNoWayWithoutADefaultRouteInMainAndCannotCallIn() {
        String text = explain("--from 10.77.0.10 --to 198.51.100.200");
        assertHas(text, "  nowhere: no route");
        assertTrue(text.contains("  bypass    198.51.100."), text);
        assertHas(
                explain("--from 198.51.100.200 --in eth2 --to 198.18.2.2 --port 9"),
                "  refused (no way back to 198.51.100.200)");
    }

    @Test
    void anUplinkThatIsDownIsNotPromised() {
        String text = explain("--from 10.77.0.10 --to 203.0.113.5 --health fibre=down,cable=down,lte=down");
        assertTrue(text.contains("down, and in use only as no uplink works"), text);
        assertFalse(explain("--from 10.77.0.10 --to 203.0.113.5 --health fibre=down")
                .contains("in use only"));
    }

    @Test
    void neighboursAreToldThatTheyNeedNoRouter() {
        assertTrue(explain("--from 10.77.0.10 --to 10.77.0.7").contains("Note: 10.77.0.7 is on the network"));
    }

    @Test
    void jsonSaysTheSame() {
        JsonNode node = JSON.readTree(explain("--from 10.77.0.5 --to 203.0.113.5 --port 25 --output json"));
        JsonNode way = node.path("ways").path(0);
        assertEquals(100.0, way.path("share_percent").asDouble());
        assertEquals("uplink", way.path("outcome").asString());
        assertEquals("fibre", way.path("uplink").asString());
        assertEquals("198.18.1.2", way.path("source").asString());
        assertEquals("mail-out", way.path("policy").asString());
        assertEquals(20128, way.path("rule_priority").asInt());
        assertEquals(
                "cable",
                node.path("if_fails")
                        .path(0)
                        .path("ways")
                        .path(0)
                        .path("uplink")
                        .asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--from 10.77.0.10",
                "--to nowhere.example",
                "--to 224.0.0.1",
                "--to 203.0.113.5 --port 70000",
                "--to 203.0.113.5 --protocol icmp --port 1",
                "--to 203.0.113.5 --in eth0",
                "--from 192.0.2.1 --in eth9 --to 203.0.113.5",
                "--from 192.0.2.1 --to 203.0.113.5",
                "--to 203.0.113.5 --mark zebra"
            })
    void whatCannotBeMeantIsAMisuse(String words) {
        FtrRun run = run(words);
        assertEquals(Exit.USAGE, run.exit(), run::toString);
        assertEquals("", run.out());
    }

    @Test
    void aFileThatIsNoSnapshotIsAnError() {
        FtrRun run = ftr(CONFIG, "explain", "--to", "203.0.113.5", "--snapshot", CONFIG.toString());
        assertEquals(Exit.FAILED, run.exit(), run::toString);
        assertTrue(run.err().contains("router.yaml is"), run.err());
    }

    @Test
    void aSnapshotIsReadAsItWasWritten() throws IOException {
        JsonNode written = JSON.readTree(Files.readString(SNAPSHOT));
        assertEquals(
                written.toString(), SnapshotJson.of(SnapshotJson.read(written)).toString());
    }

    private static void assertHas(String text, String line) {
        assertTrue(text.lines().anyMatch(line::equals), () -> "'%s' expected in%n%s".formatted(line, text));
    }

    /** What it prints, in lines that fit a terminal. */
    private static String explain(String words) {
        FtrRun run = run(words);
        assertEquals(Exit.OK, run.exit(), run::toString);
        if (!words.contains("json"))
            assertEquals(
                    List.of(), run.out().lines().filter(l -> l.length() > 80).toList());
        return run.out();
    }

    private static FtrRun run(String words) {
        return run(CONFIG, words);
    }

    private static FtrRun run(Path config, String words) {
        return ftr(
                config,
                Stream.concat(Stream.of("explain", "--snapshot", SNAPSHOT.toString()), Stream.of(words.split(" ")))
                        .toArray(String[]::new));
    }

    private static Path resource(String name) {
        URL found = Objects.requireNonNull(ExplainTextTest.class.getResource(name), name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
