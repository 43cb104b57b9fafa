package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/gitops/pull/ftr-pull} against a real repository, from the best to the worst of days. */
class PullIT {
    private static final int KILLED = 137;

    /** As if the repository were reached by ssh. */
    private static final String SOUND_LINE = "exec bash -c \"$there\"";

    private Upstream upstream;
    private Puller router;

    @TempDir
    Path folder;

    @BeforeEach
    void set() throws IOException {
        upstream = Upstream.in(folder);
        router = new Puller(upstream, folder);
    }

    private static void assertSays(String said, String words) {
        assertTrue(said.contains(words), () -> "'%s' expected; there is: %s".formatted(words, said));
    }

    private static String config(int weight) {
        return LabConfig.ofUplinks(3).weights(weight, 1, 1).text();
    }

    private static String invalid() {
        return config(1).replace("gateway: 198.18.2.1", "getaway: 198.18.2.1");
    }

    @Test
    void takesWhatIsSignedAndValid() throws IOException {
        String first = upstream.push(config(1));
        Ran ran = router.pull().exits(0);
        assertTrue(ran.out().startsWith("ftr-pull: in force: " + first.substring(0, 7) + " a change (Ada Admin, "));
        assertEquals(first, router.inForce());
        assertEquals(
                first,
                Files.readString(router.base().resolve("current/.git/HEAD")).strip());
        assertEquals("", router.pull().exits(0).out());

        String second = upstream.push(config(2));
        assertTrue(router.pull().exits(0).out().contains("; before: " + first.substring(0, 7)));
        assertEquals(second, router.inForce());
        String back = upstream.pushRevert(second);
        router.pull().exits(0);
        assertEquals(back, router.inForce());
        assertEquals(
                config(1), Files.readString(router.base().resolve("current").resolve(Upstream.CONFIG)));
        assertEquals(0, router.pull("--status").exits(0).err().length());
    }

    @Test
    void whatIsInvalidChangesNothingAndIsSaidOnceWithItsPlace() {
        String first = upstream.push(config(1));
        router.pull().exits(0);
        upstream.push(invalid());
        Ran ran = router.pull().exits(1);
        assertSays(
                ran.err(),
                "is refused, nothing was changed:\n" + Upstream.CONFIG + ":9:3: /uplinks/1/gateway: is missing");
        assertEquals(first, router.inForce());
        for (int i = 0; i < 2; i++) assertEquals("", router.pull().exits(1).err());
        assertSays(router.pull("--status").exits(1).out(), "trouble: ");

        String mended = upstream.push(config(2));
        assertEquals(1, router.pull().exits(0).out().lines().count());
        assertEquals(mended, router.inForce());
        assertEquals(
                1,
                router.pull("--status")
                        .exits(0)
                        .out()
                        .lines()
                        .filter(l -> l.contains("in force"))
                        .count());
    }

    @Test
    void aRouterThatNeverHadAConfigTakesNoInvalidOne() {
        upstream.push(invalid());
        router.pull().exits(1);
        assertEquals("", router.inForce());
    }

    @Test
    void refusesWhatNobodyTrustedHasSigned() throws IOException {
        String first = upstream.push(config(1));
        router.pull().exits(0);
        upstream.pushUnsigned(config(2));
        assertSays(router.pull().exits(1).err(), "it has no signature of anybody in ");
        upstream.pushSignedBy("eve", config(3));
        assertSays(router.pull().exits(1).err(), "it has no signature of anybody in ");
        assertEquals(first, router.inForce());
        // What is signed vouches for what is below it.
        String next = upstream.push(config(4));
        router.pull().exits(0);
        assertEquals(next, router.inForce());

        Files.delete(upstream.signers());
        upstream.push(config(5));
        assertSays(router.pull().exits(1).err(), "nobody is trusted");
        assertEquals(next, router.inForce());
        String unsigned = upstream.pushUnsigned(config(6));
        router.set("SIGNERS", "").pull().exits(0);
        assertEquals(unsigned, router.inForce());
    }

    @Test
    void refusesAForcedPushUnlessItIsAllowed() {
        upstream.push(config(1));
        router.pull().exits(0);
        String second = upstream.push(config(2));
        router.pull().exits(0);
        String forced = upstream.pushForced(config(3));
        Ran ran = router.pull().exits(1);
        assertSays(ran.err(), "main was pushed with force");
        assertSays(ran.err(), "ftr-pull --allow " + forced);
        assertEquals(second, router.inForce());

        // Only that one, only once, and not if it is invalid.
        router.pull("--allow", "main").exits(64);
        router.pull("--allow", second).exits(0);
        router.pull().exits(1);
        String invalid = upstream.pushForced(invalid());
        router.pull("--allow", invalid).exits(0);
        assertSays(router.pull().exits(1).err(), "/uplinks/1/");
        String allowed = upstream.pushForced(config(4));
        router.pull("--allow", allowed).exits(0);
        router.pull().exits(0);
        assertEquals(allowed, router.inForce());
        upstream.pushForced(config(5));
        router.pull().exits(1);
        assertEquals(allowed, router.inForce());
    }

    @Test
    void withoutTheRepositoryEverythingStaysAsItIs() throws IOException {
        String first = upstream.push(config(1));
        router.over(SOUND_LINE).pull().exits(0);
        router.over("echo 'connect to host git.example.com port 22: Connection refused' >&2; exit 255");
        assertSays(router.pull().exits(1).err(), "port 22: Connection refused");
        assertEquals("", router.pull().exits(1).err());
        // One that is called and never answers.
        router.set("TIMEOUT", "2").over("exec sleep 60");
        assertSays(router.pull().exits(1).err(), "no answer within 2 s");
        assertEquals(first, router.inForce());
        router.set("TIMEOUT", "30").over(SOUND_LINE);
        assertSays(router.pull().exits(0).out(), "all is well again");
        assertEquals("", router.pull().exits(0).out());
    }

    @Test
    void aLineThatIsCutInTheMidstOfAFetchIsNoMatter() throws IOException {
        String before = upstream.push(config(1));
        router.pull().exits(0);
        String next = upstream.push(config(2));
        for (int bytes : List.of(0, 1, 100, 1000, 5_000, 100_000, 250_000, 300_000)) {
            router.over("exec bash -c \"$there\" > >(dd bs=1 status=none count=%d; kill -9 $$)".formatted(bytes))
                    .pull()
                    .exits(1);
            assertEquals(before, router.inForce());
        }
        router.over(SOUND_LINE).pull().exits(0);
        assertEquals(next, router.inForce());
    }

    @Test
    void killedInTheMidstOfAFetchTheNextRoundConverges() throws IOException {
        String before = upstream.push(config(1));
        router.pull().exits(0);
        String next = upstream.push(config(2));
        for (int bytes : List.of(0, 100, 1000, 100_000, 300_000)) {
            String line =
                    "exec bash -c \"$there\" > >(dd bs=1 status=none count=%d; kill -9 $(ps -o sid= -p $BASHPID) 0)"
                            .formatted(bytes);
            assertEquals(KILLED, router.over(line).pullBy("setsid").exit());
            assertEquals(before, router.inForce());
        }
        router.over(SOUND_LINE).pull().exits(0);
        assertEquals(next, router.inForce());
        assertEquals(List.of(), leftovers());
    }

    /** Before each command in turn that does something, with all that it has started. */
    @Test
    void killedAnywhereTheNextRoundConverges() throws IOException {
        Path death = Files.writeString(folder.resolve("death"), """
                set -T
                commands=0
                does='^(rm|mv|ln|mkdir|touch|printf|sync|find|git|bounded|timeout|swap|prune|unpack|fetch) '
                trap '[[ ! $BASH_COMMAND =~ $does ]] || ((++commands != DIE_BEFORE)) || kill -9 0' DEBUG
                """);
        // What is seen here is files; each round would take its second for a Java machine to begin.
        Path validator = folder.resolve("validator");
        Files.writeString(validator, "#!/bin/sh\ngrep -q interval: \"$2\"\n");
        assertTrue(validator.toFile().setExecutable(true));
        router.set("FTR", validator.toString());
        String before = upstream.push(config(1));
        router.pull().exits(0);
        int survivors = 0;
        for (int i = 1; survivors == 0; i++) {
            String next = upstream.push(config(1 + i));
            Ran ran = router.with("DIE_BEFORE", Integer.toString(i))
                    .with("BASH_ENV", death.toString())
                    .pullBy("setsid", "--wait");
            if (ran.exit() == KILLED) assertTrue(Set.of(before, next).contains(router.inForce()));
            else survivors++;
            router.with("BASH_ENV", "").pull().exits(0);
            assertEquals(next, router.inForce());
            assertTrue(i > survivors, "it was never killed");
            before = next;
        }
        assertEquals(5, router.releases().size());
        assertEquals(List.of(), leftovers());
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(router.base())) {
            return files.map(Path::toString)
                    .filter(f -> f.endsWith(".lock") || f.endsWith(".new") || f.contains("tmp_"))
                    .toList();
        }
    }

    @Test
    void aFullDiskIsNoMatter() {
        String before = upstream.push(config(1));
        router.pull().exits(0);
        String next = upstream.push(config(2));
        // A disk of its own for this one process and its children, on which so much is free.
        String onSmallDisk = """
                mkdir "$0.disk" && mount -t tmpfs -o size=4m,mode=755 tmpfs "$0.disk" || exit 2
                cp -a "$0/." "$0.disk/" && mount --bind "$0.disk" "$0" || exit 2
                for free in 0 8 100 200 400 600; do
                  rm -f "$0/filler"
                  head -c $(($(df --output=avail -B1 "$0" | tail -1) - free * 1024)) /dev/zero >"$0/filler"
                  "$1" >&2
                  echo "$free: $? $(readlink "$0/current")"
                done
                rm "$0/filler"
                "$1" >&2
                echo "all: $? $(readlink "$0/current")"
                cmp "$0/current/ballast" "$2" >&2 && echo whole
                """;
        List<String> lines =
                router.withMountsOfItsOwn(onSmallDisk, upstream.ballast().toString());
        assertTrue(lines.getFirst().startsWith("0: 1 releases/" + before), lines.toString());
        assertEquals("whole", lines.getLast());
        assertTrue(lines.contains("all: 0 releases/" + next), lines.toString());
        for (String line : lines.subList(0, lines.size() - 1))
            assertTrue(line.endsWith("1 releases/" + before) || line.endsWith("0 releases/" + next), lines.toString());
    }

    @Test
    void roundsAtTheSameTimeWaitForEachOther() throws Exception {
        for (int i = 1; i <= 3; i++) {
            String next = upstream.push(config(i));
            List<Process> rounds = new ArrayList<>();
            for (int j = 0; j < 4; j++) rounds.add(router.start());
            for (Process round : rounds) assertEquals(0, round.waitFor());
            assertEquals(next, router.inForce());
        }
        assertEquals(3, router.releases().size());
    }

    /** As after a power cut: files of the repository have their names, but not all of their contents. */
    @Test
    void aDamagedCopyOfTheRepositoryIsFetchedAgain() throws IOException {
        upstream.push(config(1));
        router.pull().exits(0);
        String next = upstream.push(config(2));
        blank(0);
        assertSays(router.pull().exits(0).out(), "is damaged; fetching it again");
        assertEquals(next, router.inForce());

        // The contents of a file, say, while all that leads to it is sound.
        String last = upstream.pushUnsigned(config(3));
        router.pull().exits(1);
        blank(100_000);
        assertSays(router.set("SIGNERS", "").pull().exits(0).out(), "is damaged; fetching it again");
        assertEquals(last, router.inForce());
        blank(0);
        upstream.pushForced(config(4));
        assertSays(router.pull().exits(1).err(), "was pushed with force");
        assertEquals(last, router.inForce());
    }

    /** Zeroes in the place of what stands behind so many bytes, in each file of the repository that has them. */
    private void blank(int from) throws IOException {
        try (Stream<Path> files = Files.walk(router.base().resolve("repository.git/objects"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length <= from) continue;
                Arrays.fill(bytes, from, bytes.length, (byte) 0);
                Files.delete(file);
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void takesBackWhatCutsTheRouterOffFromTheRepository() throws IOException {
        String first = upstream.push(config(1));
        router.over(SOUND_LINE).pull().exits(0);
        String bad = upstream.push(config(2));
        router.pull().exits(0);
        assertEquals(bad, router.inForce());
        router.over("exit 255").pull().exits(1);
        assertEquals(bad, router.inForce(), "it may take a while");
        router.age(300);
        assertSays(router.pull().exits(1).err(), "back to " + first.substring(0, 7));
        assertEquals(first, router.inForce());

        router.over(SOUND_LINE);
        assertSays(router.pull().exits(1).err(), "it has cut this router off");
        assertEquals(first, router.inForce());
        String good = upstream.push(config(3));
        router.pull().exits(0);
        assertEquals(good, router.inForce());
        // Reached once, it stays, however long the repository is away then.
        router.pull().exits(0);
        router.over("exit 255").pull().exits(1);
        assertFalse(Files.exists(router.base().resolve("trial")));
        assertEquals(good, router.inForce());
    }

    @Test
    void noLinkLeadsOutOfTheRepository() throws IOException {
        String first = upstream.push(config(1));
        router.pull().exits(0);
        upstream.pushLink("../../../../../../../../etc/passwd");
        assertSays(router.pull().exits(1).err(), "sites/paris/90-more.yaml leads out of the repository");
        assertEquals(first, router.inForce());
    }

    @Test
    void oldReleasesGo() throws IOException {
        router.set("KEEP", "2");
        List<String> commits = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            commits.add(upstream.push(config(i)));
            router.pull().exits(0);
        }
        assertEquals(Set.copyOf(commits.subList(2, 4)), Set.copyOf(router.releases()));
    }
}
