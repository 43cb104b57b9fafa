package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.problems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A config that is split over the files of a folder. */
class ConfigFolderTest {
    @TempDir
    Path parent;

    private Path folder() {
        return parent.resolve("conf.d");
    }

    private ConfigFolderTest file(String name, String text) throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve(name), text);
        return this;
    }

    private LoadResult load() {
        return new ConfigLoader().load(folder());
    }

    private RouterConfig config() {
        LoadResult result = load();
        return assertInstanceOf(Loaded.class, result, () -> problems(result).toString())
                .config();
    }

    /** With the folder left out of them. */
    private void assertErrors(String... expected) {
        LoadResult result = load();
        assertEquals(
                String.join("\n", expected),
                String.join("\n", problems(result)).replace(folder().toString(), "conf.d"));
        assertInstanceOf(Invalid.class, result);
    }

    @Test
    void oneFileAloneIsTheSameAsThatFile() throws IOException {
        file("ftr.conf", SMALL);
        assertEquals(ConfigText.config(SMALL), config());
    }

    @Test
    void aLaterFileChangesWhatItNamesAndNothingElse() throws IOException {
        file("10-base.yaml", SMALL).file("20-site.yml", """
                tests:
                  interval: 3
                uplinks:
                  - name: eth2
                    weight: 7
                downlinks:
                  lan: [eth0, eth9]
                """);
        String same = SMALL.replace("    gateway: 198.51.100.1\n", "    gateway: 198.51.100.1\n    weight: 7\n")
                .replace("lan: eth0", "lan: [eth0, eth9]")
                .replace("tests:\n", "tests:\n  interval: 3\n");
        assertEquals(ConfigText.config(same), config());
    }

    @Test
    void filesFollowOneAnotherInTheOrderOfTheBytesOfTheirNames() throws IOException {
        file("1.yaml", SMALL);
        for (String name : List.of("B.conf", "a.yml", "10.yaml", "é.yaml", "9.conf"))
            file(name, "log: {max_size: %d}".formatted(name.codePointAt(0) + name.length()));
        List<String> names = new ArrayList<>();
        for (Path path : ConfigFolder.files(folder()))
            names.add(path.getFileName().toString());
        assertEquals(List.of("1.yaml", "10.yaml", "9.conf", "B.conf", "a.yml", "é.yaml"), names);
        assertEquals('é' + 6, config().log().maxSize());
    }

    @Test
    void uplinksKeepTheirPlaceAndSoTheirIdsWhateverALaterFileSaysOfThem() throws IOException {
        file("10.yaml", SMALL).file("20.yaml", """
                uplinks:
                  - {interface: ppp0, type: ppp}
                  - {interface: eth1, description: First}
                """);
        List<String> uplinks = config().uplinks().stream()
                .map(u -> u.id() + " " + u.name() + " " + u.description())
                .toList();
        assertEquals(List.of("0 eth1 First", "1 eth2 eth2", "2 ppp0 ppp0"), uplinks);
    }

    @Test
    void entriesWithNamesAreOneAndOtherListsAreReplaced() throws IOException {
        file("10.yaml", SMALL + """
                policies:
                  - {name: mail, match: {protocol: tcp, ports: [25]}, uplinks: [eth1]}
                  - {name: rest, match: {}, uplinks: [eth2]}
                webhooks:
                  - {url: "https://hooks.example.com/a", timeout: 5s}
                hooks:
                  - {command: [/usr/local/bin/on-change, --old], timeout: 5s}
                port_forwards:
                  - {port: 80, to: 10.0.0.20}
                """).file("20.yaml", """
                policies:
                  - {name: new, match: {own: true}, uplinks: [eth2]}
                  - {name: mail, match: {ports: [587]}}
                webhooks:
                  - {url: "https://HOOKS.example.com/b"}
                hooks:
                  - {name: on-change, command: [/opt/on-change]}
                port_forwards:
                  - {port: 443, to: 10.0.0.21}
                """);
        String same = SMALL + """
                policies:
                  - {name: mail, match: {protocol: tcp, ports: [587]}, uplinks: [eth1]}
                  - {name: rest, match: {}, uplinks: [eth2]}
                  - {name: new, match: {own: true}, uplinks: [eth2]}
                webhooks:
                  - {url: "https://HOOKS.example.com/b", timeout: 5s}
                hooks:
                  - {command: [/opt/on-change], timeout: 5s}
                port_forwards:
                  - {port: 443, to: 10.0.0.21}
                """;
        assertEquals(ConfigText.config(same), config());
    }

    @Test
    void aBlankValueTakesAnEarlierOneAway() throws IOException {
        file("10.yaml", SMALL.replace("tests:\n", "log: {max_size: 7}\ntests:\n  interval: 3\n") + """
                policies:
                  - {name: rest, match: {}, uplinks: [eth2]}
                """)
                .file("20.yaml", "tests: {interval: null}\npolicies:\nlog: ~\n");
        assertEquals(ConfigText.config(SMALL), config());
        file("30.yaml", "policies: [{name: voice, match: {protocol: udp}, uplinks: [eth1]}]");
        assertEquals(
                List.of("voice"),
                config().traffic().policies().stream().map(Policy::name).toList());
    }

    @Test
    void whatTheSchemaSaysOfListsIsWhatIsDone() {
        List<String> merged = SchemaCheck.schemaDocument().path("properties").properties().stream()
                .filter(property -> property.getValue().has("x-merge"))
                .map(property -> property.getKey() + " by "
                        + property.getValue().path("x-merge").asString())
                .sorted()
                .toList();
        assertEquals(
                Arrays.stream(NamedList.values())
                        .map(list -> list.key() + " by name")
                        .sorted()
                        .toList(),
                merged);
    }

    @Test
    void anErrorStandsWhereTheValueStands() throws IOException {
        file("10-base.yaml", SMALL).file("20-site.yaml", """
                tests:
                  interval: never
                uplinks:
                  - name: eth2
                    gateway: 198.51.100.2
                  - interface: eth3
                    type: static
                    ip: 192.0.2.2
                    gatway: 192.0.2.9
                """);
        assertErrors(
                "conf.d/20-site.yaml:2:13: /tests/interval: is 'never', must be a duration such as 500ms, 3s or 2m, within"
                        + " 100ms..86400s",
                "conf.d/20-site.yaml:5:14: /uplinks/1/gateway: is '198.51.100.2', the router's own ip on uplink eth2; must be"
                        + " the address of the provider's router",
                "conf.d/20-site.yaml:6:5: /uplinks/2/gateway: is missing, must be an IPv4 address, or none on a"
                        + " point-to-point interface, when the type is static (or make the type ppp or dhcp)",
                "conf.d/20-site.yaml:8:9: /uplinks/2/ip: is '192.0.2.2', already the ip of the uplink on line"
                        + " 10-base.yaml:4; each uplink needs an address of its own",
                "conf.d/20-site.yaml:9:5: /uplinks/2/gatway: is not a known key; did you mean 'gateway'?");
    }

    @Test
    void whatIsMissingInAllFilesIsMissingInTheFolder() throws IOException {
        file("10.yaml", "log: {max_size: 7}").file("20.yaml", SMALL.substring(0, SMALL.indexOf("downlinks")));
        assertErrors(
                "conf.d:1:1: /downlinks: is missing, must be a mapping with the keys lan and dmz",
                "conf.d:1:1: /tests: is missing, must be a mapping with the keys ips, required_successful, ping_retries and"
                        + " interval");
    }

    @Test
    void aKeyTwiceInOneFileAndAnEntryTwiceInOneListAreErrors() throws IOException {
        file("10.yaml", SMALL).file("20.yaml", """
                log: {max_size: 7}
                log: {max_size: 8}
                uplinks:
                  - {name: eth2, weight: 2}
                  - {name: eth2, weight: 3}
                """);
        assertErrors(
                "conf.d/20.yaml:2:1: /log: is given twice, the first time on line 1; remove one of the two",
                "conf.d/20.yaml:5:5: /uplinks/2/interface: is missing, must be an interface name as `ip link` shows it, 1"
                        + " to 15 characters without slash, colon, blank, quote or a + at the end",
                "conf.d/20.yaml:5:5: /uplinks/2/type: is missing, must be static or ppp or dhcp",
                "conf.d/20.yaml:5:12: /uplinks/2/name: is 'eth2', already the name of the uplink on line 20.yaml:4; names"
                        + " must differ");
    }

    @Test
    void ofWhatIsNoConfigEachFileHasOneLine() throws IOException {
        file("10.yaml", SMALL)
                .file("20.yaml", "")
                .file("30.yaml", "# nothing\n---\n")
                .file("40.yaml", "- a\n- b\n")
                .file("50.yaml", "\n  word")
                .file("60.yaml", "a: [1")
                .file("70.yaml", "{}");
        String empty =
                "is empty, must hold keys such as uplinks, downlinks and tests; remove the file, or write {} in it";
        assertErrors(
                "conf.d/20.yaml:1:1: /: " + empty,
                "conf.d/30.yaml:1:1: /: " + empty,
                "conf.d/40.yaml:1:1: /: is a list, must be a mapping of keys such as uplinks, downlinks and tests",
                "conf.d/50.yaml:2:3: /: is a single value, must be a mapping of keys such as uplinks, downlinks and tests",
                "conf.d/60.yaml:1:6: /: a comma or the closing ] of a list is missing");
    }

    @Test
    void whatCannotBeReadHasOneLine() throws IOException {
        file("10.yaml", SMALL);
        Files.createSymbolicLink(folder().resolve("20.conf"), Path.of("nowhere"));
        Files.write(folder().resolve("30.yml"), new byte[] {'a', (byte) 0xff});
        Files.writeString(folder().resolve("40\t.yml"), "{}");
        assertErrors(
                "conf.d/20.conf:1:1: /: is a symbolic link to a file that is not there; mend it or remove it",
                "conf.d/30.yml:1:2: /: here is a byte that is not UTF-8; the file must be text in UTF-8",
                "conf.d/40\\u0009.yml:1:1: /: has a control character in its name; give it another name");
    }

    @Test
    void aFolderWithoutConfigFilesIsNoConfig() throws IOException {
        file("README", "uplinks").file(".10.yaml", "a").file("10.yaml~", "a").file("#10.yaml#", "a");
        Files.createDirectories(folder().resolve("sub.yaml"));
        Files.writeString(folder().resolve("sub.yaml/10.yaml"), SMALL);
        assertErrors(
                "conf.d:1:1: /: has no config file in it; put one there, with a name that ends in .yaml, .yml or .conf");
        file("10.yaml", SMALL);
        assertEquals(ConfigText.config(SMALL), config());
    }

    @Test
    void aFolderCanBeTooLarge() throws IOException {
        file("10.yaml", SMALL);
        for (int i = 0; i < 2; i++) file("20-%d.yaml".formatted(i), "#".repeat(140_000) + "\nlog: {}\n");
        assertErrors("conf.d:1:1: /: is larger than a config can be, must be at most 262144 bytes");
        for (int i = 0; i < 2; i++) Files.delete(folder().resolve("20-%d.yaml".formatted(i)));
        for (int i = 0; i < 256; i++) file("30-%d.yaml".formatted(i), "{}");
        assertErrors("conf.d:1:1: /: has more files in it than a config can have, must be at most 256");
    }

    @Test
    void symbolicLinksAreFollowed() throws IOException {
        Files.createDirectories(parent.resolve("releases/abc"));
        Files.writeString(parent.resolve("shared.yaml"), SMALL);
        Files.createSymbolicLink(parent.resolve("releases/abc/10.yaml"), Path.of("../../shared.yaml"));
        Files.writeString(parent.resolve("releases/abc/20.yaml"), "tests: {interval: x}");
        Files.createSymbolicLink(folder(), Path.of("releases/abc"));
        assertErrors("conf.d/20.yaml:1:19: /tests/interval: is 'x', must be a duration such as 500ms, 3s or 2m, within"
                + " 100ms..86400s");
        Files.writeString(parent.resolve("releases/abc/20.yaml"), "{}");
        assertEquals(ConfigText.config(SMALL), config());
    }

    @Test
    void itsHashIsWhatSha256sumMakesOfItsFiles() throws IOException, InterruptedException {
        file("10.yaml", SMALL).file("9 last.conf", "{}").file("other.txt", "not counted");
        Process shell = new ProcessBuilder("sh", "-c", "sha256sum *.yaml *.conf | sha256sum")
                .directory(folder().toFile())
                .start();
        String expected = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).substring(0, 64);
        assertEquals(0, shell.waitFor());
        String sha256 = assertInstanceOf(Loaded.class, load()).sha256();
        assertEquals(expected, sha256);
        Files.move(folder().resolve("9 last.conf"), folder().resolve("9.conf"));
        assertTrue(load() instanceof Loaded loaded && !loaded.sha256().equals(sha256));
    }

    @Test
    void itsTextLoadsAgainAsTheSameConfigWithTheSameHashAndPlaces() throws IOException {
        file("10.yaml", SMALL).file("20.yaml", "tests: {window: 10s, interval: 5}\nlog: {file: /ü}");
        Loaded loaded = assertInstanceOf(Loaded.class, load());
        byte[] kept = loaded.text().value().getBytes(StandardCharsets.UTF_8);
        Loaded again = assertInstanceOf(Loaded.class, new ConfigLoader().load(folder().toString(), kept));
        assertEquals(loaded.config(), again.config());
        assertEquals(loaded.sha256(), again.sha256());
        assertEquals(loaded.text(), again.text());
        assertEquals(loaded.warnings(), again.warnings());
        assertEquals(1, again.warnings().size());
        assertEquals(folder() + "/20.yaml", again.warnings().getFirst().file());
    }
}
