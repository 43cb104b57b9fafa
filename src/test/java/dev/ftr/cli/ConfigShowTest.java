package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.CONFIG;
import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConfigShowTest {
    private static final String SITE = """
            uplinks:
              - name: eth1
                description: 'Line: one'
                weight: 2
            tests: {interval: 3, required_successful: }
            email:
              send: true
              sender: router@example.com
              recipients: [admin@example.com]
              smtp_parameters:
                address: smtp.example.com
                user_name: router
                password: Open-Sesame-4711
            webhooks:
              - url: https://hooks.example.com/Open-Sesame-4711
                headers:
                  Authorization: Bearer ${env:TOKEN}
                secret: ${file:/etc/ftr/hook.secret}
                body: Open-Sesame-4711
            hooks:
              - command: [/usr/local/bin/on-change, --token=Open-Sesame-4711]
            """;

    private final Path folder;

    ConfigShowTest(@TempDir Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("conf.d"));
        Files.writeString(folder.resolve("10-base.yaml"), CONFIG);
        Files.writeString(folder.resolve("20-site.conf"), SITE);
    }

    @Test
    void showsAllFilesTogetherAndWhereEachValueComesFrom() {
        FtrRun run = ftr(folder, "config", "show", "--origin");
        assertEquals(0, run.exit(), run.err());
        assertEquals("""
                uplinks:
                  - interface: eth1                              # 10-base.yaml:2
                    type: static                                 # 10-base.yaml:3
                    ip: 192.0.2.2                                # 10-base.yaml:4
                    gateway: 192.0.2.1                           # 10-base.yaml:5
                    description: 'Line: one'                     # 20-site.conf:3
                    priority_group: 1                            # 10-base.yaml:7
                    name: eth1                                   # 20-site.conf:2
                    weight: 2                                    # 20-site.conf:4
                  - interface: ppp0                              # 10-base.yaml:8
                    type: ppp                                    # 10-base.yaml:9
                    description: Provider Two                    # 10-base.yaml:10
                    priority_group: 1                            # 10-base.yaml:11
                downlinks:
                  lan: eth0                                      # 10-base.yaml:13
                tests:
                  ips:
                    - 8.8.8.8                                    # 10-base.yaml:15
                    - 1.1.1.1                                    # 10-base.yaml:15
                    - 9.9.9.9                                    # 10-base.yaml:15
                  required_successful:                           # 20-site.conf:5
                  interval: 3                                    # 20-site.conf:5
                email:
                  send: true                                     # 20-site.conf:7
                  sender: router@example.com                     # 20-site.conf:8
                  recipients:
                    - admin@example.com                          # 20-site.conf:9
                  smtp_parameters:
                    address: smtp.example.com                    # 20-site.conf:11
                    user_name: router                            # 20-site.conf:12
                    password: '***'                              # 20-site.conf:13
                webhooks:
                  - url: 'https://hooks.example.com/***'         # 20-site.conf:15
                    headers:
                      Authorization: '***${env:TOKEN}'           # 20-site.conf:17
                    secret: '${file:/etc/ftr/hook.secret}'       # 20-site.conf:18
                    body: '***'                                  # 20-site.conf:19
                hooks:
                  - command:
                      - /usr/local/bin/on-change                 # 20-site.conf:21
                      - '***'                                    # 20-site.conf:21
                """.replaceAll(" +#", " #"), run.out().replaceAll(" +#", " #"));
        assertEquals(
                1,
                run.out()
                        .lines()
                        .filter(line -> line.contains(" # "))
                        .map(line -> line.indexOf(" # "))
                        .distinct()
                        .count(),
                "all begin in one column");
    }

    @Test
    void whatItPrintsIsAConfigThatShowsItselfTheSame() throws IOException {
        String shown = ftr(folder, "config", "show").out();
        assertFalse(shown.contains("#"), shown);
        Path again = config(folder.getParent(), shown);
        assertEquals(0, ftr(again, "validate").exit());
        assertEquals(shown, ftr(again, "config", "show").out());
        assertEquals(
                ftr(folder, "validate").out().replace(folder.toString(), again.toString()),
                ftr(again, "validate").out());
    }

    @Test
    void showsDefaultsOnRequest() {
        String shown = ftr(folder, "config", "show", "--origin", "--defaults").out();
        for (String line : new String[] {
            "weight: 1 # default",
            "id: 1 # default",
            "required_successful: 2 # default",
            "base_priority: 40000 # default",
            "interval: 3 # 20-site.conf:5"
        }) assertTrue(shown.replaceAll(" +#", " #").contains(line), () -> line + " is not in\n" + shown);
    }

    @Test
    void isJsonForMachines() {
        FtrRun run = ftr(folder, "config", "show", "--output", "json", "--origin", "--defaults");
        assertEquals(0, run.exit(), run.err());
        assertFalse(run.out().contains("Sesame"));
        JsonNode json = Schemas.fit("config", run.out());
        assertEquals(1, json.path("format_version").intValue());
        assertEquals(folder.toString(), json.path("path").stringValue());
        assertEquals(64, json.path("sha256").stringValue().length());
        assertEquals(2, json.at("/config/uplinks/0/weight").intValue());
        assertEquals("***", json.at("/config/email/smtp_parameters/password").stringValue());
        JsonNode weight = json.path("origins").path("/uplinks/0/weight");
        assertEquals(
                folder.resolve("20-site.conf").toString(), weight.path("file").stringValue());
        assertEquals(4, weight.path("line").intValue());
        assertEquals(13, weight.path("column").intValue());
        assertTrue(
                json.path("origins").path("/uplinks/1/weight").path("default").booleanValue());
        for (String pointer : json.path("origins").propertyNames())
            assertTrue(json.at("/config" + pointer).isValueNode(), pointer);
        String without = ftr(folder, "config", "show", "--output", "json").out();
        assertFalse(Schemas.fit("config", without).has("origins"));
    }

    @Test
    void showsAFileAsWell() throws IOException {
        FtrRun run = ftr(config(folder.getParent(), "# first\n" + CONFIG), "config", "show", "--origin");
        assertTrue(run.out().contains("  - interface: eth1            # ftr.conf:3\n"), run.out());
    }

    @Test
    void anInvalidConfigIsNotShown() throws IOException {
        Files.writeString(folder.resolve("30.yaml"), "tests: {interval: often}");
        FtrRun run = ftr(folder, "config", "show");
        assertEquals(1, run.exit());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith(folder + "/30.yaml:1:19: /tests/interval: is 'often'"), run.err());
    }

    @Test
    void aloneItSaysWhatItCanDo() {
        FtrRun run = ftr(folder, "config");
        assertEquals(64, run.exit());
        assertEquals("ftr: what to do with the config is missing: show\nSee: ftr config --help\n", run.err());
        assertEquals(64, ftr(folder, "config", "show", "--output", "xml").exit());
    }
}
