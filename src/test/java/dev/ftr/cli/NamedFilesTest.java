package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.ConfigProblem;
import dev.ftr.config.LoadResult;
import dev.ftr.config.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFilesTest {
    private static final String NAMES = FtrRun.CONFIG + """
            email:
              send: true
              sender: router@example.com
              recipients: [admin@example.com]
              smtp_parameters:
                address: smtp.example.com
                password_file: %1$s/mail
            webhooks:
              - url: https://hooks.example.com/a
                secret_env: NOT_SET_HERE
              - url: https://hooks.example.net/b
                secret_file: %1$s/hook
            hooks:
              - command: [%1$s/on-change, --flag]
            """;

    private final Path folder;

    NamedFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void eachThatIsNotThereIsNamedAtItsPlace() {
        assertEquals(
                List.of(
                        "ftr.conf:23:20: /email/smtp_parameters/password_file: %s/mail: there is no such file; write the secret on its first line"
                                .formatted(folder),
                        "ftr.conf:28:18: /webhooks/1/secret_file: %s/hook: there is no such file; write the secret on its first line"
                                .formatted(folder),
                        "ftr.conf:30:15: /hooks/0/command/0: there is no such program; install it, or mend the path"),
                missing(NAMES));
    }

    @Test
    void nothingIsSaidOfThoseThatAreThere() throws IOException {
        write("mail", "secret\n", "rw-------");
        write("hook", "secret\n", "rw-------");
        write("on-change", "#!/bin/sh\n", "rwxr-xr-x");
        assertEquals(List.of(), missing(NAMES));
    }

    @Test
    void anEmptySecretAndAProgramThatMayNotBeExecutedAreOfNoUse() throws IOException {
        write("mail", "\n", "rw-------");
        write("hook", "", "rw-------");
        write("on-change", "#!/bin/sh\n", "rw-r--r--");
        assertEquals(
                List.of(
                        "ftr.conf:23:20: /email/smtp_parameters/password_file: %s/mail: the first line is empty, must be the secret and nothing else"
                                .formatted(folder),
                        "ftr.conf:28:18: /webhooks/1/secret_file: %s/hook: the first line is empty, must be the secret and nothing else"
                                .formatted(folder),
                        "ftr.conf:30:15: /hooks/0/command/0: is nothing that this user may execute; make it a program that may be, as chmod 755 does"),
                missing(NAMES));
    }

    @Test
    void thePasswordOfMailThatIsNotSentIsNotAskedFor() {
        assertEquals(2, missing(NAMES.replace("send: true", "send: false")).size());
    }

    private void write(String name, String content, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private List<String> missing(String text) {
        byte[] content = text.formatted(folder).getBytes(StandardCharsets.UTF_8);
        if (!(new ConfigLoader().load("ftr.conf", content) instanceof LoadResult.Loaded loaded))
            throw new AssertionError("invalid");
        List<ConfigProblem> missing = NamedFiles.missing(loaded);
        missing.forEach(problem -> assertEquals(Rule.MISSING_FILE, problem.rule()));
        return missing.stream().map(ConfigProblem::toString).toList();
    }
}
