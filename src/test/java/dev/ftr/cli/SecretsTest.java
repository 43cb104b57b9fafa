package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.CONFIG;
import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String SECRET = "Open-Sesame-4711";
    private static final String MAIL = """
            email:
              send: true
              sender: router@example.com
              recipients: [admin@example.com]
              smtp_parameters:
                address: smtp.example.com
                user_name: router
                password: %1$s
            webhooks:
              - url: https://hooks.example.com/%1$s
                headers: {Authorization: Bearer %1$s}
                secret: %1$s
            hooks:
              - command: [/bin/true, --token=%1$s]
            """.formatted(SECRET);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate",
                "--debug validate",
                "generate-iptables",
                "--debug generate-iptables",
                "monitor --demo --seed 1 --for 0s",
                "--debug monitor --demo --seed 1 --for 0s",
                "generate-config",
                "--debug generate-config",
                "status"
            })
    void noCommandShowsThePassword(String command, @TempDir Path folder) throws IOException {
        assertHidden(ftr(config(folder, CONFIG + MAIL), words(command, folder)));
    }

    @ParameterizedTest
    @CsvSource({
        "validate, lan: eth0, lan: eth1",
        "--debug validate, required_successful: 2, required_successful: 9",
        "plan, required_successful: 2, required_successful: two",
        "--debug apply, user_name: router, user_nam: router",
        "monitor, password:, passwort:",
        "validate, password: , 'password: [1, '",
        "validate, password: , 'password: \"'",
        "validate, password: , 'password: !!binary '",
        "validate, password: , 'password: *'",
        "validate, password: , 'password: {a: '",
        "validate, https:, htps:",
        "validate, https://, https://me@",
        "--debug validate, Bearer, 'Bearer ${'",
        "validate, Authorization, Content-Length",
        "monitor, 'Authorization: ', 'Authorization:'",
        "validate, 'secret: ', 'secret_env: '",
        "validate, 'secret: ', 'secrets '",
        "validate, /bin/true, true",
        "--debug validate, password: , 'password: 1\n    password: '"
    })
    void noErrorShowsThePassword(String command, String right, String wrong, @TempDir Path folder) throws IOException {
        FtrRun run = ftr(config(folder, (CONFIG + MAIL).replace(right, wrong)), words(command, folder));
        assertEquals(1, run.exit(), run.out());
        assertHidden(run);
    }

    private static String[] words(String command, Path folder) {
        return ("--run-dir %s --state-dir %s ".formatted(folder, folder) + command).split(" ", -1);
    }

    private static void assertHidden(FtrRun run) {
        assertFalse(run.out().contains(SECRET), run.out());
        assertFalse(run.err().contains(SECRET), run.err());
    }
}
