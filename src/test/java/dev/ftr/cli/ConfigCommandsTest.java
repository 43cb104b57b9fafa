package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.CONFIG;
import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.ExampleConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandsTest {
    private final Path folder;

    ConfigCommandsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate-config", "generate_config"})
    void writesAnExampleThatIsValidAsItStands(String command) throws IOException {
        Path file = folder.resolve("new.conf");
        FtrRun run = ftr(file, command);
        assertEquals(0, run.exit(), run.err());
        assertEquals("written: %s; now edit it, then: ftr --config %s validate\n".formatted(file, file), run.out());
        assertEquals(ExampleConfig.render(), Files.readString(file));
        assertEquals(0, ftr(file, "validate").exit());
    }

    @Test
    void neverOverwritesAConfigUnlessForced() throws IOException {
        Path file = config(folder, "mine");
        FtrRun run = ftr(file, "generate-config");
        assertEquals(1, run.exit());
        assertEquals("ftr: %s is already there; --force overwrites it\n".formatted(file), run.err());
        assertEquals("mine", Files.readString(file));
        assertEquals(0, ftr(file, "generate-config", "--force").exit());
        assertEquals(ExampleConfig.render(), Files.readString(file));
    }

    @Test
    void writesNoExampleInThePlaceOfAFolder() throws IOException {
        Path config = Files.createDirectory(folder.resolve("conf.d"));
        FtrRun run = ftr(config, "generate-config", "--force");
        assertEquals(1, run.exit());
        assertEquals("ftr: %s: is a folder; name the file in it: 10-router.yaml\n".formatted(config), run.err());
        assertEquals(0, ftr(config.resolve("10-router.yaml"), "generate-config").exit());
        assertEquals(0, ftr(config, "validate").exit());
    }

    @Test
    void saysWhyAnExampleCannotBeWritten() {
        Path file = folder.resolve("no/such/folder/ftr.conf");
        FtrRun run = ftr(file, "generate-config");
        assertEquals(1, run.exit());
        assertEquals("ftr: %s cannot be written: no such file or folder\n".formatted(file), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "apply", "monitor", "generate-iptables", "monitor --demo"})
    void anInvalidConfigIsALineForEachErrorAndExit1(String command) throws IOException {
        Path file = config(
                folder,
                CONFIG.replace("192.0.2.1", "192.0.2.2").replace("required_successful: 2", "required_successful: 9"));
        FtrRun run = ftr(file, command.split(" ", -1));
        assertEquals(1, run.exit());
        assertEquals("", run.out());
        List<String> lines = run.err().lines().toList();
        assertEquals(2, lines.size(), run.err());
        assertTrue(lines.getFirst().startsWith(file + ":5:14: /uplinks/0/gateway: "), run.err());
        assertTrue(lines.getLast().startsWith(file + ":16:24: /tests/required_successful: "), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "apply", "monitor", "generate-iptables"})
    void aMissingConfigIsOneLineAndExit1(String command) {
        Path file = folder.resolve("missing.conf");
        FtrRun run = ftr(file, command);
        assertEquals(1, run.exit());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith(file + ":1:1: /: "), run.err());
    }

    @Test
    void validateSaysWhatTheConfigPromises() throws IOException {
        Path file = config(folder, CONFIG + "  interval: 10\n  ping_retries: 2\n");
        FtrRun run = ftr(file, "validate");
        assertEquals(0, run.exit(), run.err());
        assertEquals("""
                %s: valid, 2 uplinks

                           failure noticed in     back in       false alarms a year at        probes
                uplink     usually   at worst     service  1 %% loss 5 %% loss 10 %% loss         a day
                eth1     <= 12.0 s  <= 12.0 s   <= 16.0 s   < 0.001    0.002     0.316        0.6 MB
                ppp0     <= 12.0 s  <= 12.0 s   <= 16.0 s   < 0.001    0.002     0.316        0.6 MB
                """.formatted(file), run.out());
        assertEquals("", run.err());
    }

    @Test
    void validateFailsWhenAnUplinkIsSlowerThanAllowed() throws IOException {
        Path file = config(folder, CONFIG + "  interval: 10\n");
        assertEquals(0, ftr(file, "validate", "--max-detection", "12s").exit());
        FtrRun run = ftr(file, "validate", "--max-detection", "11s");
        assertEquals(1, run.exit());
        assertEquals(
                "%s:2:5: /uplinks/0: uplink eth1 takes up to 12.0 s to notice a silent failure, more than 11.0 s; shorten its interval (now 10.0 s) or timeout (now 1.0 s)"
                        .formatted(file),
                run.err().lines().findFirst().orElse(""));
        assertEquals(64, ftr(file, "validate", "--max-detection", "soon").exit());
    }

    @Test
    void validateWarnsOnStandardErrorAndStillSucceeds() throws IOException {
        FtrRun run =
                ftr(config(folder, CONFIG.replace("ppp0\n    type: ppp", "eth1.10\n    type: ppp") + """
                email:
                  send: true
                  sender: router@example.com
                  recipients: [admin@example.com]
                  smtp_parameters:
                    address: smtp.example.com
                """), "validate");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.err().lines().allMatch(l -> l.startsWith("warning: ")), run.err());
        assertFalse(run.out().contains("warning"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate-iptables", "generate_iptables"})
    void printsARuleSetThatIptablesRestoreCanLoad(String command) throws IOException {
        FtrRun run = ftr(config(folder, CONFIG), command);
        assertEquals(0, run.exit(), run.err());
        List<String> active = run.out()
                .lines()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .toList();
        String table = "";
        for (String line : active) {
            switch (line.charAt(0)) {
                case '*' -> {
                    assertEquals("", table, "the table before ends with COMMIT");
                    table = line.substring(1);
                }
                case ':' -> assertTrue(line.matches(":[A-Z-]+ (ACCEPT|-) \\[0:0\\]"), line);
                case '-' -> assertTrue(line.matches("-A [A-Z-]+ .*-j [A-Z-]+.*") && !table.isEmpty(), line);
                default -> {
                    assertEquals("COMMIT", line);
                    table = "";
                }
            }
        }
        assertEquals("", table, "the last table ends with COMMIT");
        assertEquals(
                List.of("*mangle", "*nat"),
                active.stream().filter(l -> l.startsWith("*")).toList());
    }

    @Test
    void declaresEveryChainBeforeItIsUsed() throws IOException {
        List<String> lines =
                ftr(config(folder, CONFIG), "generate-iptables").out().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("-A ")) continue;
            List<String> words = List.of(lines.get(i).split(" ", -1));
            List<String> above = lines.subList(0, i);
            int table = above.stream()
                    .filter(l -> l.startsWith("*"))
                    .mapToInt(above::lastIndexOf)
                    .max()
                    .orElseThrow();
            List<String> inTable = above.subList(table, i);
            if (words.get(1).startsWith("FTR-"))
                assertTrue(inTable.stream().anyMatch(l -> l.startsWith(":" + words.get(1) + " ")), lines.get(i));
            String target = words.get(words.indexOf("-j") + 1);
            if (target.startsWith("FTR-"))
                assertTrue(inTable.stream().anyMatch(l -> l.startsWith(":" + target + " ")), lines.get(i));
        }
    }

    @Test
    void masksEveryMarkAndSetsEverySource() throws IOException {
        String out = ftr(config(folder, CONFIG), "generate-iptables").out();
        assertTrue(out.contains("\n-A FTR-POSTROUTING -o eth1 -j SNAT --to-source 192.0.2.2\n"), out);
        assertTrue(out.contains("\n-A FTR-POSTROUTING -o ppp0 -j MASQUERADE\n"), out);
        assertTrue(
                out.contains(
                        "\n-A FTR-PREROUTING -i eth1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1/0xff\n"),
                out);
    }

    @Test
    void whatWeDoNotManageIsATemplateAndNoRule() throws IOException {
        String out = ftr(config(folder, CONFIG), "generate-iptables").out();
        assertTrue(out.contains("\n#*filter\n"));
        for (String word : List.of("DNAT", "REJECT", "--dport", "ANOTHER-ADDRESS"))
            assertTrue(
                    out.lines().filter(l -> l.contains(word)).allMatch(l -> l.startsWith("#")) && out.contains(word),
                    word);
    }
}
