package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The config is a folder that a symbolic link names, as where routers pull theirs from a repository. */
class ConfigFolderIT {
    private static final String STANDBY = "uplinks: [{name: eth3, priority_group: }]\n";

    private Lab lab;
    private Ftr ftr;

    @BeforeEach
    void start() {
        lab = Lab.up("folder");
        ftr = Ftr.withFolder(lab, "current");
        release("a", Map.of("10-base.yaml", LabConfig.ofUplinks(3).text()));
    }

    @AfterEach
    void end() {
        lab.close();
    }

    /** Puts the link to another folder in the place of the one that is there. */
    private void release(String name, Map<String, String> files) {
        try {
            Path folder = Files.createDirectories(
                    ftr.config().resolveSibling("releases").resolve(name));
            for (Map.Entry<String, String> file : files.entrySet())
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            Path next = Files.createSymbolicLink(ftr.config().resolveSibling("next"), Path.of("releases", name));
            Files.move(next, ftr.config(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(ftr.config().resolve(name), text);
    }

    /** As {@code sha256sum} tells it. */
    private String sha256() {
        return Ran.toTheEnd(new ProcessBuilder("sh", "-c", "sha256sum *.yaml | sha256sum")
                        .directory(ftr.config().toFile()))
                .exits(0)
                .out()
                .substring(0, 64);
    }

    private void awaitInForce(DaemonProcess daemon, String sha256, String error) {
        daemon.await(
                "%s in force, and the error %s".formatted(sha256, error),
                s -> s.path("config").path("sha256").asString().equals(sha256)
                        && s.path("config").path("error").asString("").matches(error));
    }

    @Test
    void theDaemonTakesTheFolderAsAWholeAndKeepsTheLastGoodOne() throws IOException {
        DaemonProcess daemon =
                ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
        awaitInForce(daemon, sha256(), "");
        ftr.planAllUp().exits(0);

        write("20-site.yaml", STANDBY);
        daemon.awaitRouting("eth1", "eth2").awaitConverged();
        String two = sha256();
        awaitInForce(daemon, two, "");
        assertTrue(lab.router("ip rule").contains("lookup 3"), "eth3 is still there");

        write("30-more.yaml", "tests:\n  interval: never\n");
        awaitInForce(daemon, two, ".*/current/30-more.yaml:2:13: /tests/interval: is 'never', .*");
        write("30-more.yaml", "");
        awaitInForce(daemon, two, ".*/current/30-more.yaml:1:1: /: is empty, .*");
        Files.delete(ftr.config().resolve("30-more.yaml"));
        awaitInForce(daemon, two, "");
        assertEquals(two, sha256());

        release("b", Map.of("10-base.yaml", LabConfig.ofUplinks(3).order(2, 3).text(), "20-site.yaml", "{}\n"));
        daemon.awaitRouting("eth2", "eth3").awaitConverged();
        String swapped = sha256();
        awaitInForce(daemon, swapped, "");

        release("c", Map.of("10-base.yaml", LabConfig.ofUplinks(3).text(), "20-site.yaml", "uplinks: {"));
        awaitInForce(daemon, swapped, ".*/current/20-site.yaml:\\d+:\\d+: .*");
        daemon.kill();
        DaemonProcess again = ftr.monitor().awaitRouting("eth2", "eth3").awaitConverged();
        awaitInForce(again, swapped, ".*/current/20-site.yaml:\\d+:\\d+: .*");
        assertTrue(again.log().contains("starting with the last good config instead"), again.log());

        write("20-site.yaml", STANDBY);
        again.awaitRouting("eth1", "eth2").awaitConverged();
        awaitInForce(again, sha256(), "");
        assertEquals(0, again.terminate().toMinutes());
    }

    @Test
    void everyCommandTakesAFolder() throws IOException {
        write("20-site.yaml", STANDBY);
        ftr.run("validate").exits(0);
        ftr.planAllUp().exits(2);
        ftr.applyAllUp().exits(0);
        ftr.planAllUp().exits(0);
        assertTrue(ftr.run("generate-iptables").exits(0).out().contains("FTR-PREROUTING"));
        assertTrue(ftr.run("explain", "--to", "203.0.113.10").exits(0).out().contains("eth"));
        assertTrue(ftr.run("config", "show", "--origin").exits(0).out().contains("priority_group:  "));
        assertTrue(ftr.run("snapshot").exits(0).out().contains("\"format_version\""));
        ftr.run("teardown").exits(0);
        assertEquals("", lab.router("ip rule show | grep -v 'lookup \\(local\\|main\\|default\\)' || true"));
        write("30-broken.yaml", "uplinks: [");
        for (String command : new String[] {"validate", "plan", "apply", "generate-iptables", "snapshot"}) {
            Ran ran = ftr.run(command).exits(1);
            assertEquals(1, ran.errors().size(), ran.toString());
            assertTrue(ran.errors().getFirst().matches(".*/current/30-broken.yaml:1:\\d+: /: .*"), ran.toString());
        }
    }
}
