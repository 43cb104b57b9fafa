package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;
import static dev.ftr.config.ConfigText.config;
import static dev.ftr.config.ConfigText.load;
import static dev.ftr.config.ConfigText.problems;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailPacing;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.config.SecretSource.FromCredential;
import dev.ftr.config.SecretSource.FromEnvironment;
import dev.ftr.config.SecretSource.FromFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When mail is sent, and how the server is spoken to. */
final class MailTest {
    /** Column 81 is the first of what comes in. */
    private static final String SENT =
            "email: {send: on, sender: a@b, recipients: [c@d], smtp_parameters: {address: e, %s}}\n";

    @Test
    void readsWhatIsToldWhenAndForHowLong() {
        RouterConfig read =
                config(SMALL + "notify: {on: [drift]}\nemail: {on: [error], digest: 0, max_rate: 1h, keep_for: 90d}\n");
        assertEquals(
                new MailPacing(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(90)),
                read.email().pacing());
        assertEquals(Set.of(Topic.ERROR), read.email().on());
        assertEquals(MailPacing.USUAL, config(SMALL).email().pacing());
        assertEquals(Topic.all(), config(SMALL).email().on());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 587                                         | OFFERED",
                "port: 465                                         | IMPLICIT",
                "port: 465, enable_starttls_auto: off              | IMPLICIT",
                "port: 465, tls: off                               | OFFERED",
                "port: 465, tls: off, enable_starttls: on          | REQUIRED",
                "port: 25, enable_starttls_auto: off               | NONE",
                "port: 25, enable_starttls_auto: off, tls: on      | IMPLICIT",
                "port: 25, tls: on                                 | IMPLICIT",
                "port: 25, enable_starttls: on                     | REQUIRED",
                "port: 25, enable_starttls: on, enable_starttls_auto: off | REQUIRED",
                "port: 25, enable_starttls: off                    | OFFERED",
            })
    void encryptsAsTheKeysSay(String keys, MailEncryption encryption) {
        assertEquals(encryption, smtp(keys).encryption());
    }

    @Test
    void readsHowToLogIn() {
        assertEquals(
                Optional.of(SmtpAuthentication.XOAUTH2),
                smtp("authentication: ':xoauth2'").authentication());
        assertEquals(false, smtp("tls_verify: off").tlsVerify());
        assertEquals(true, smtp("port: 25").tlsVerify());
        assertEquals(
                Optional.of(new FromFile(Path.of("/none/mail.password"))),
                smtp("password_file: /none/mail.password").password());
        assertEquals(
                Optional.of(new FromEnvironment("MAIL_PASSWORD")),
                smtp("password_env: MAIL_PASSWORD").password());
        assertEquals(
                Optional.of(new FromCredential("mail.password")),
                smtp("password_credential: mail.password").password());
        assertEquals(
                Optional.of(new FromEnvironment("A")),
                smtp("password: '', password_env: A").password());
    }

    @ParameterizedTest
    @ValueSource(strings = {"password: f", "password_file: /none/f", "password_env: F", "password_credential: f"})
    void aPasswordFromAnywhereGoesWithAUserName(String password) {
        assertWarnings(SMALL + SENT.formatted("user_name: f, authentication: xoauth2, " + password));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_name: f                           | 68: /email/smtp_parameters/password: is missing, must be there with user_name; give both or none",
                "user_name: f, authentication: xoauth2  | 68: /email/smtp_parameters/password: is missing, must be the access token with authentication xoauth2",
                "password: f, authentication: xoauth2   | 68: /email/smtp_parameters/user_name: is missing, must be there with authentication xoauth2",
                "user_name: f, password_env: a-b        | 109: /email/smtp_parameters/password_env: is something else, must be the name of an environment variable such as MAIL_PASSWORD, of letters, digits and underscores",
                "password: f, password_file: /g         | 109: /email/smtp_parameters/password_file: is a second way to give the password, beside password on line 17; remove one of the two",
                "password_file: /g, password_credential: g | 121: /email/smtp_parameters/password_credential: is a second way to give the password, beside password_file on line 17; remove one of the two",
                "tls: on, enable_starttls: on           | 107: /email/smtp_parameters/enable_starttls: is on, and so is tls on line 17; must be off, as there is TLS from the first byte",
                "port: 465, enable_starttls: on         | 109: /email/smtp_parameters/enable_starttls: is on, and so is tls with port 465; must be off, as there is TLS from the first byte",
                "tls: perhaps                           | 86: /email/smtp_parameters/tls: is 'perhaps', must be true or false",
                "password_file: mail.key                | 96: /email/smtp_parameters/password_file: is something else, must be the absolute path of a file such as /etc/ftr/mail.password, with the secret on its first line",
                "\"password_file: \\\"/a\\nb\\\"\"      | 96: /email/smtp_parameters/password_file: is something else, must be the absolute path of a file such as /etc/ftr/mail.password, with the secret on its first line",
                "passwordfile: /a                       | 81: /email/smtp_parameters/passwordfile: is not a known key; did you mean 'password_file'?",
            })
    void refusesKeysThatDoNotGoTogether(String keys, String error) {
        String line = SENT.formatted(keys.strip().replaceAll("^\"|\"$", "").replace("\\\"", "\""));
        assertErrors(SMALL + line, "ftr.conf:17:" + error.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"password: f, password_env: G", "tls: on, enable_starttls: on"})
    void refusesThemEvenWhileNoMailIsSent(String keys) {
        assertEquals(
                1,
                problems(load(SMALL + "email: {smtp_parameters: {%s}}\n".formatted(keys)))
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication: plain | 97: /email/smtp_parameters/authentication: is not used, as there is no user_name to log in with; remove it, or give user_name and password",
                "user_name: f, password: g, tls_verify: off | 120: /email/smtp_parameters/tls_verify: is off, so that whoever is on the way can read the password; turn it on, or remove the password",
            })
    void warnsOfWhatIsHardlyMeant(String keys, String warning) {
        assertWarnings(SMALL + SENT.formatted(keys.strip()), "ftr.conf:17:" + warning.strip());
    }

    @Test
    void warnsOfAPasswordFileThatEverybodyMayRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "x\n");
        String text = SMALL + "email: {smtp_parameters: {password_file: " + file + "}}\n";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertWarnings(
                text,
                "ftr.conf:17:42: /email/smtp_parameters/password_file: the file may be read by every user of this machine;"
                        + " take that right away, as chmod 600 does");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertWarnings(text);
    }

    @Test
    void refusesLineBreaksInAnythingThatGoesIntoAMail() {
        String error = ": has a line break or another control character in it, must be text on one line";
        assertEquals(
                List.of(
                        "ftr.conf:17:17: /email/sender" + error,
                        "ftr.conf:17:47: /email/recipients/0" + error,
                        "ftr.conf:17:104: /email/smtp_parameters/address" + error,
                        "ftr.conf:17:120: /email/smtp_parameters/domain" + error),
                problems(load(SMALL
                        + "email: {sender: \"a@b\\nBcc: c@d\", recipients: [\"a@b\\r\\nX: y\", c@d], smtp_parameters:"
                        + " {address:          \"a\\nb\", domain: \"a\\tb\"}}\n")));
    }

    @Test
    void refusesWhatCanBeNoAddressAndTakesUsersOfTheServerItself() {
        assertErrors(
                SMALL + "email: {send: on, sender: no address, recipients: [root, a@, Admin <a@b>],"
                        + " smtp_parameters: {address: e}}\n",
                "ftr.conf:17:27: /email/sender: is 'no address', must be a mail address such as router@example.com",
                "ftr.conf:17:58: /email/recipients/1: is 'a@', must be a mail address such as admin@example.com");
        assertWarnings(SMALL + "email: {sender: no address, recipients: [a@]}\n");
    }

    private static SmtpSettings smtp(String keys) {
        return config(SMALL + "email: {smtp_parameters: {%s}}\n".formatted(keys.strip()))
                .email()
                .smtp();
    }
}
