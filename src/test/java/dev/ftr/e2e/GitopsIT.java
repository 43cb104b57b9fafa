package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The repository of {@code examples/gitops}: what its pipelines run, and a router that takes its config from such a one. */
class GitopsIT {
    private static final Path REPOSITORY =
            Path.of(Lab.ops("../examples/gitops")).normalize();

    static Stream<String> sites() throws IOException {
        try (Stream<Path> folders = Files.list(REPOSITORY.resolve("sites"))) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** Each snapshot is of a router that has the config of its site. */
    @ParameterizedTest
    @MethodSource("sites")
    void theConfigOfEachSiteIsValidAndItsSnapshotFits(String site) throws IOException {
        Ran ran = check(REPOSITORY, site).exits(0);
        assertTrue(ran.out().contains("sites/%s: valid".formatted(site)), ran.toString());
        assertTrue(ran.err().contains("nothing to change"), ran.toString());
        assertTrue(ran.err().contains("Router: `%s`".formatted(site)), ran.toString());
        String snapshot =
                Files.readString(REPOSITORY.resolve("sites").resolve(site).resolve("snapshot.json"));
        assertFalse(snapshot.contains("password"), "a snapshot holds no secret");
    }

    @Test
    void theCheckNamesEveryMistakeOfEverySite(@TempDir Path folder) throws IOException {
        Path copy = copyTo(folder.resolve("copy"));
        edit(copy.resolve("shared/00-tests.yaml"), "required_successful: 2", "required_successful: 5");
        edit(copy.resolve("sites/turin/50-uplinks.yaml"), "gateway: 203.0.113.1", "gateway: 203.0.113.300");
        Files.delete(copy.resolve("sites/lyon/10-notify.yaml"));
        Ran ran = check(
                        copy,
                        "--annotate",
                        "github",
                        "--plan",
                        folder.resolve("plan.md").toString())
                .exits(1);
        for (String site : List.of("lyon", "paris", "turin"))
            assertTrue(ran.out().contains("::error file=sites/%s/00-tests.yaml,line=".formatted(site)), ran.toString());
        assertTrue(ran.out().contains("::error file=sites/turin/50-uplinks.yaml,line=9"), ran.toString());
        assertTrue(ran.err().contains("ln -s ../../shared/10-notify.yaml sites/lyon/"), ran.toString());
        assertEquals(
                3,
                Files.readString(folder.resolve("plan.md"))
                        .lines()
                        .filter(l -> l.startsWith("## "))
                        .count());

        check(copy, "--annotate", "gitlab").exits(1);
        String report = Files.readString(copy.resolve("gl-code-quality-report.json"));
        assertTrue(report.contains("\"sites/turin/50-uplinks.yaml\""), report);
    }

    @Test
    void aRouterTakesWhatIsMergedAndGoesBackWithARevert(@TempDir Path folder) throws IOException {
        try (Lab lab = Lab.up("gitops")) {
            Upstream upstream = Upstream.in(folder);
            Puller router = new Puller(upstream, folder);
            String first = upstream.push(LabConfig.ofUplinks(3).text());
            router.pull().exits(0);
            Ftr ftr = Ftr.withText(lab, "");
            Files.delete(ftr.config());
            // The folder, as the daemon is given it by FTR_CONFIG.
            Files.createSymbolicLink(
                    ftr.config(),
                    router.base().resolve("current").resolve(Upstream.CONFIG).getParent());
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            awaitInForce(daemon, first);
            String before = KernelDump.settled(lab);
            Flows flows = Flows.fromLan(lab, "tcp");

            String merged =
                    upstream.push(LabConfig.ofUplinks(3).weights(4, 1, 1).text());
            router.pull().exits(0);
            awaitInForce(daemon, merged);
            assertTrue(lab.router("ip route show table 65").contains("weight 4"));

            String back = upstream.pushRevert(merged);
            router.pull().exits(0);
            awaitInForce(daemon, back);
            assertEquals(before, KernelDump.settled(lab));

            upstream.push(LabConfig.ofUplinks(3).text().replace("weight", "wieght"));
            router.pull().exits(1);
            awaitInForce(daemon, back);
            assertEquals(before, KernelDump.settled(lab));
            assertEquals(List.of(), daemon.texts("config_error"));
            flows.awaitMore(50);
            Flows.assertNoneLost(flows.stop());
        }
    }

    private static void awaitInForce(DaemonProcess daemon, String commit) {
        daemon.await(
                "commit " + commit,
                s -> s.path("config").path("commit").asString("").equals(commit));
        daemon.awaitConverged();
    }

    private static Ran check(Path repository, String... words) {
        List<String> command =
                new ArrayList<>(List.of(repository.resolve("ci/check.sh").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putIfAbsent("FTR", Lab.ops("ftr"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return Ran.toTheEnd(builder);
    }

    private static Path copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            for (Path file : files.toList())
                Files.copy(
                        file,
                        copy.resolve(REPOSITORY.relativize(file).toString()),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
        }
        return copy;
    }

    private static void edit(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(before), () -> file + " has no " + before);
        Files.writeString(file, text.replace(before, after));
    }
}
