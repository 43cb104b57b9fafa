package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against git itself. */
class GitCommitTest {
    @TempDir
    Path folder;

    private Path tree;
    private Path config;

    @BeforeEach
    void commitAConfig() throws Exception {
        tree = folder.resolve("tree");
        git(folder, "init", "-q", "-b", "main", "tree");
        config = Files.createDirectories(tree.resolve("etc")).resolve("ftr.conf");
        commit("first");
    }

    @Test
    void findsTheCommitOfABranch() throws Exception {
        assertEquals(gitsWord(tree), GitCommit.of(config));
        commit("second");
        assertEquals(gitsWord(tree), GitCommit.of(config));
    }

    @Test
    void findsItForAFolderAndKnowsWhenGitIsAtWorkInIt() throws Exception {
        assertEquals(gitsWord(tree), GitCommit.of(tree.resolve("etc")));
        assertEquals(gitsWord(tree), GitCommit.of(tree));
        assertFalse(GitCommit.isChanging(tree.resolve("etc")));
        Path hook = tree.resolve(".git/hooks/pre-commit");
        Files.createDirectories(hook.getParent());
        // A hook is run while git holds its lock.
        Files.writeString(hook, "#!/bin/sh\ntouch seen\nwhile [ ! -e go ]; do sleep 0.1; done\n");
        assertTrue(hook.toFile().setExecutable(true));
        Files.writeString(config, "more");
        Process commit = new ProcessBuilder(
                        "git",
                        "-c",
                        "user.name=a",
                        "-c",
                        "user.email=a@example.com",
                        "commit",
                        "-q",
                        "-a",
                        "-m",
                        "more")
                .directory(tree.toFile())
                .start();
        for (int i = 0; i < 200 && Files.notExists(tree.resolve("seen")); i++) Thread.sleep(50);
        assertTrue(GitCommit.isChanging(tree.resolve("etc")));
        Files.createFile(tree.resolve("go"));
        assertEquals(0, commit.waitFor());
        assertFalse(GitCommit.isChanging(tree.resolve("etc")));
        assertEquals(gitsWord(tree), GitCommit.of(tree.resolve("etc")));
    }

    @Test
    void findsItInPackedRefs() throws Exception {
        git(tree, "tag", "-a", "-m", "an annotated one has two lines", "v1");
        git(tree, "pack-refs", "--all");
        assertEquals(gitsWord(tree), GitCommit.of(config));
    }

    @Test
    void findsItWhenNoBranchIsCheckedOut() throws Exception {
        git(tree, "checkout", "-q", "--detach");
        assertEquals(gitsWord(tree), GitCommit.of(config));
    }

    @Test
    void findsItInAWorkTreeOfItsOwn() throws Exception {
        git(tree, "worktree", "add", "-q", "-b", "feature/x", "../other");
        commit("later");
        Path other = folder.resolve("other");
        assertEquals(gitsWord(other), GitCommit.of(other.resolve("etc/ftr.conf")));
        git(tree, "pack-refs", "--all");
        assertEquals(gitsWord(other), GitCommit.of(other.resolve("etc/ftr.conf")));
    }

    @Test
    void findsItInASubmodule() throws Exception {
        git(folder, "init", "-q", "-b", "main", "outer");
        Path outer = folder.resolve("outer");
        git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", tree.toString(), "inner");
        assertEquals(gitsWord(tree), GitCommit.of(outer.resolve("inner/etc/ftr.conf")));
    }

    @Test
    void followsASymbolicLinkToTheFile() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("ftr.conf"), config);
        assertEquals(gitsWord(tree), GitCommit.of(link));
    }

    @Test
    void findsLongIds() throws Exception {
        git(folder, "init", "-q", "-b", "main", "--object-format=sha256", "long");
        tree = folder.resolve("long");
        config = tree.resolve("ftr.conf");
        commit("first");
        assertEquals(64, GitCommit.of(config).orElseThrow().length());
        assertEquals(gitsWord(tree), GitCommit.of(config));
    }

    @Test
    void knowsNothingBeforeTheFirstCommitAndOutsideOfWorkTrees() throws Exception {
        git(folder, "init", "-q", "empty");
        assertEquals(Optional.empty(), GitCommit.of(folder.resolve("empty/ftr.conf")));
        assertEquals(Optional.empty(), GitCommit.of(folder.resolve("none/at/all/ftr.conf")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "garbage",
                "ref: ",
                "ref: HEAD",
                "ref: refs/heads/none",
                "ref: refs/heads/.invalid",
                "ref: refs/../../outside",
                "ref: /etc/passwd",
                "ref: refs/heads/\0",
                "ref: refs/heads/loop",
                "0123456789abcdef",
                "../../../../etc/passwd"
            })
    void knowsNothingOfADamagedHead(String head) throws IOException {
        Files.writeString(tree.resolve(".git/refs/heads/loop"), "ref: refs/heads/loop\n");
        Files.writeString(tree.resolve(".git/outside"), "0".repeat(40));
        Files.writeString(tree.resolve("outside"), "0".repeat(40));
        Files.writeString(tree.resolve(".git/HEAD"), head);
        assertEquals(Optional.empty(), GitCommit.of(config));
    }

    @Test
    void isNotHeldUpByHugeFilesPipesAndBytesThatAreNoText() throws Exception {
        Path branch = tree.resolve(".git/refs/heads/main");
        Files.delete(branch);
        Files.write(tree.resolve(".git/packed-refs"), new byte[70 << 20]);
        assertEquals(Optional.empty(), GitCommit.of(config));
        assertEquals(0, new ProcessBuilder("mkfifo", branch.toString()).start().waitFor());
        assertEquals(Optional.empty(), GitCommit.of(config));
        Files.write(tree.resolve(".git/HEAD"), new byte[] {'r', 'e', 'f', ':', ' ', (byte) 0xff, (byte) 0xfe});
        assertEquals(Optional.empty(), GitCommit.of(config));
        Files.write(tree.resolve(".git/HEAD"), new byte[70 << 20]);
        assertEquals(Optional.empty(), GitCommit.of(config));
        Files.delete(tree.resolve(".git/HEAD"));
        Files.createDirectory(tree.resolve(".git/HEAD"));
        assertEquals(Optional.empty(), GitCommit.of(config));
    }

    private void commit(String content) throws Exception {
        Files.writeString(config, content);
        git(tree, "add", "-A");
        git(tree, "commit", "-q", "-m", content);
    }

    private static Optional<String> gitsWord(Path tree) throws Exception {
        return Optional.of(git(tree, "rev-parse", "HEAD"));
    }

    private static String git(Path folder, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=A Tester", "-c", "user.email=tester@example.com"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
