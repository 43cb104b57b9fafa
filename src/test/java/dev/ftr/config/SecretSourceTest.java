package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.SecretSource.FromCredential;
import dev.ftr.config.SecretSource.FromEnvironment;
import dev.ftr.config.SecretSource.FromFile;
import dev.ftr.config.SecretSource.Inline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretSourceTest {
    private static final Map<String, String> NO_VARIABLES = Map.of();

    @TempDir
    Path folder;

    @Test
    void takesTheOneFromTheConfigAsItIs() throws SecretMissing {
        assertEquals(new Secret(" x "), new Inline(new Secret(" x ")).fetch(NO_VARIABLES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p w:ü", "p w:ü\n", "p w:ü\r\n", "p w:ü\nand a remark\n"})
    void takesTheFirstLineOfAFile(String content) throws IOException, SecretMissing {
        assertEquals(new Secret("p w:ü"), new FromFile(file("mail.password", content)).fetch(NO_VARIABLES));
    }

    @Test
    void takesANewSecretWithoutAReload() throws IOException, SecretMissing {
        FromFile source = new FromFile(file("token", "old\n"));
        assertEquals(new Secret("old"), source.fetch(NO_VARIABLES));
        file("token", "new\n");
        assertEquals(new Secret("new"), source.fetch(NO_VARIABLES));
    }

    @Test
    void takesAVariable() throws SecretMissing {
        assertEquals(new Secret("x"), new FromEnvironment("MAIL_PASSWORD").fetch(Map.of("MAIL_PASSWORD", "x")));
    }

    @Test
    void takesACredentialOfSystemd() throws IOException, SecretMissing {
        file("ftr.mail", "x\n");
        Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
        assertEquals(new Secret("x"), new FromCredential("ftr.mail").fetch(environment));
    }

    @Test
    void saysWhichFileIsMissing() {
        Path file = folder.resolve("none");
        assertMissing(file + ": there is no such file; write the secret on its first line", new FromFile(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\nsecret on the second line\n"})
    void saysThatAFileIsEmpty(String content) throws IOException {
        Path file = file("empty", content);
        assertMissing(file + ": the first line is empty, must be the secret and nothing else", new FromFile(file));
    }

    @Test
    void waitsForNoPipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        String why = ": is not a regular file, must be one with the secret on its first line";
        assertMissing(pipe + why, new FromFile(pipe));
        assertMissing(folder + why, new FromFile(folder));
    }

    @Test
    void saysThatAFileCannotBeRead() {
        assertMissing("/proc/self/mem: cannot be read: Input/output error", new FromFile(Path.of("/proc/self/mem")));
    }

    @Test
    void saysWhichVariableIsNotSet() {
        FromEnvironment source = new FromEnvironment("MAIL_PASSWORD");
        String why = "the environment variable MAIL_PASSWORD is %s; set it where the program is started";
        assertMissing(why.formatted("not set"), source);
        assertEquals(
                why.formatted("empty"),
                assertThrows(SecretMissing.class, () -> source.fetch(Map.of("MAIL_PASSWORD", "")))
                        .getMessage());
    }

    @Test
    void saysThatSystemdGaveNoCredentials() {
        assertMissing(
                "there are no systemd credentials: CREDENTIALS_DIRECTORY is not set; name mail with LoadCredential= in the"
                        + " unit",
                new FromCredential("mail"));
        assertEquals(
                folder + "/mail: there is no such file; write the secret on its first line",
                assertThrows(
                                SecretMissing.class,
                                () -> new FromCredential("mail")
                                        .fetch(Map.of("CREDENTIALS_DIRECTORY", folder.toString())))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../shadow", "a/b", "a b", "."})
    void leavesTheFolderOfCredentialsForNoName(String name) {
        assertThrows(IllegalArgumentException.class, () -> new FromCredential(name));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertMissing(String why, SecretSource source) {
        assertEquals(
                why,
                assertThrows(SecretMissing.class, () -> source.fetch(NO_VARIABLES))
                        .getMessage());
    }

    @Test
    void aPlaceholderIsAsGoodAsAKeyOfItsOwn() {
        Map<String, SecretSource> places = Map.<String, SecretSource>of(
                "${env:MAIL_PASSWORD}", new FromEnvironment("MAIL_PASSWORD"),
                "${file:/etc/ftr/mail password}", new FromFile(Path.of("/etc/ftr/mail password")),
                "${credential:mail.password}", new FromCredential("mail.password"),
                "$env:MAIL_PASSWORD", new Inline(new RouterConfig.Secret("$env:MAIL_PASSWORD")),
                "${text}", new Inline(new RouterConfig.Secret("${text}")));
        places.forEach((written, source) -> {
            String email = "email: {smtp_parameters: {password: '%s'}}\n".formatted(written);
            assertEquals(
                    Optional.of(source),
                    ConfigText.config(ConfigText.SMALL + email).email().smtp().password());
        });
    }
}
