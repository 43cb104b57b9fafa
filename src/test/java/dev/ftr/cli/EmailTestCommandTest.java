package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ftr email-test} says. */
class EmailTestCommandTest {
    private static final String PASSWORD = "s3cret-Passw0rd";

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server.start();
        server.setUser("router@example.com", "router@example.com", PASSWORD);
        server.setUser("admin@example.com", "admin@example.com", "x");
        server.setUser("b@example.com", "b@example.com", "x");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", ":login"})
    void tellsEveryStep(String authentication) throws Exception {
        FtrRun run = run(plainPort(), authentication, PASSWORD, "", "email-test");
        assertEquals(0, run.exit(), run::toString);
        String out = run.out().replaceAll("(?m)^ *\\d+ ms  ", "");
        assertTrue(out.startsWith("localhost has the address"), out);
        assertTrue(out.contains("connected to 127.0.0.1 port " + plainPort()), out);
        assertTrue(out.contains("greeting: 220 "), out);
        assertTrue(out.contains("not encrypted; the server offers no encryption"), out);
        assertTrue(
                out.contains("logged in as router@example.com with "
                        + authentication.replace(":", "").toUpperCase(java.util.Locale.ROOT)),
                out);
        assertTrue(out.contains("sender router@example.com accepted"), out);
        assertTrue(out.contains("recipient admin@example.com accepted: 250 OK"), out);
        assertTrue(out.contains("mail accepted: 250 OK"), out);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertTrue(mail.getSubject().endsWith("] test mail"), mail.getSubject());
        silentAboutThePassword(run);
    }

    @Test
    void toOthersThanThoseInTheConfig() throws Exception {
        FtrRun run = run(
                plainPort(), "plain", PASSWORD, "", "email_test", "--to", "b@example.com", "--to", "admin@example.com");
        assertEquals(0, run.exit(), run::toString);
        assertEquals(2, server.getReceivedMessages().length);
        assertTrue(run.out().contains("recipient b@example.com accepted"), run::out);
    }

    @Test
    void showsACertificateThatIsNotTrusted() throws Exception {
        String settings = "    tls: true\n    tls_verify: false\n";
        FtrRun run = run(server.getSmtps().getPort(), "plain", PASSWORD, settings, "email-test");
        assertEquals(0, run.exit(), run::toString);
        assertTrue(run.out().contains("encrypted with TLSv1."), run::out);
        assertTrue(run.out().contains("certificate of "), run::out);
        assertTrue(run.out().contains("THE CERTIFICATE IS NOT TRUSTED (tls_verify is off): "), run::out);
        silentAboutThePassword(run);
    }

    @Test
    void refusesACertificateThatIsNotTrusted() throws Exception {
        FtrRun run = run(server.getSmtps().getPort(), "plain", PASSWORD, "    tls: true\n", "email-test");
        assertEquals(1, run.exit(), run::toString);
        assertTrue(
                run.err().contains("ftr: no mail was sent: the certificate of localhost is not trusted: "), run::err);
        assertTrue(run.err().contains("ftr: let address be the name in the certificate"), run::err);
        assertEquals(0, server.getReceivedMessages().length);
        silentAboutThePassword(run);
    }

    @Test
    void wrongPasswordIsNotShownEither() throws Exception {
        FtrRun run = run(plainPort(), "plain", "s3cret-Wrong", "", "email-test");
        assertEquals(1, run.exit());
        assertEquals("""
                ftr: no mail was sent: localhost refuses the login: 535 5.7.8 Authentication credentials invalid
                ftr: check user_name, the password, and authentication; some servers want a password made for programs
                """, run.err());
        silentAboutThePassword(run);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        FtrRun run = FtrRun.ftr(FtrRun.config(folder, FtrRun.CONFIG), "email-test");
        assertEquals(1, run.exit());
        assertTrue(run.err().endsWith(": there is no email.smtp_parameters.address, the mail server\n"), run::err);
    }

    @Test
    void nobodyListens() throws Exception {
        int port = plainPort();
        server.stop();
        FtrRun run = run(port, "plain", PASSWORD, "", "email-test");
        assertEquals(1, run.exit());
        assertTrue(
                run.out().contains("no connection to 127.0.0.1 port %d: Connection refused".formatted(port)), run::out);
        assertTrue(run.err().contains("ftr: check address and port"), run::err);
        silentAboutThePassword(run);
    }

    private int plainPort() {
        return server.getSmtp().getPort();
    }

    private FtrRun run(int port, String authentication, String password, String more, String... arguments)
            throws IOException {
        String email = """
                email:
                  send: false
                  sender: router@example.com
                  recipients: [admin@example.com]
                  smtp_parameters:
                    address: localhost
                    port: %d
                    domain: router1.example.com
                    authentication: %s
                    user_name: router@example.com
                    password: %s
                %s""".formatted(port, authentication, password, more);
        return FtrRun.ftr(FtrRun.config(folder, FtrRun.CONFIG + email), arguments);
    }

    private static void silentAboutThePassword(FtrRun run) {
        assertFalse((run.out() + run.err()).contains("s3cret"), run::toString);
    }
}
