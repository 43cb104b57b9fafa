package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.notify.Courier.Delivery;
import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
import dev.ftr.notify.mail.MailResult.Taken;
import dev.ftr.notify.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encryption, and certificates that are right and wrong. */
class SmtpTlsTest {
    private static final List<MailStep> NO_STEPS = List.of();

    @TempDir
    private static Path folder;

    private static Certificates right;
    private static Certificates expired;
    private static Certificates otherName;

    private final List<MailStep> steps = Collections.synchronizedList(new ArrayList<>(NO_STEPS));

    @BeforeAll
    static void issue() throws Exception {
        right = new Certificates(folder, "localhost", "-1d", 30);
        expired = new Certificates(folder, "localhost", "-10d", 5);
        otherName = new Certificates(folder, "other.example", "-1d", 30);
    }

    @ParameterizedTest
    @EnumSource(
            value = MailEncryption.class,
            names = {"OFFERED", "REQUIRED", "IMPLICIT"})
    void trustedCertificateOfTheRightName(MailEncryption encryption) throws Exception {
        assertInstanceOf(Taken.class, send(right, right, encryption, true));
        MailStep.Encrypted encrypted = encrypted();
        assertTrue(encrypted.protocol().startsWith("TLSv1."), encrypted::toString);
        assertEquals("CN=localhost", encrypted.subject());
        assertEquals(Optional.empty(), encrypted.doubt());
    }

    @ParameterizedTest
    @EnumSource(
            value = MailEncryption.class,
            names = {"OFFERED", "IMPLICIT"})
    void certificateOfAnotherName(MailEncryption encryption) throws Exception {
        Failed failed = assertInstanceOf(Failed.class, send(otherName, otherName, encryption, true));
        assertEquals(Fault.CERTIFICATE, failed.fault());
        assertEquals(
                "the certificate of localhost is not trusted: it is for other.example, not for localhost",
                failed.why());
    }

    @ParameterizedTest
    @EnumSource(
            value = MailEncryption.class,
            names = {"OFFERED", "IMPLICIT"})
    void certificateThatHasExpired(MailEncryption encryption) throws Exception {
        Failed failed = assertInstanceOf(Failed.class, send(expired, expired, encryption, true));
        assertEquals(Fault.CERTIFICATE, failed.fault());
        assertTrue(failed.why().contains("it has expired on 20"), failed.why());
    }

    @Test
    void certificateOfAnUnknownAuthority() throws Exception {
        Failed failed = assertInstanceOf(Failed.class, send(right, otherName, MailEncryption.REQUIRED, true));
        assertEquals(
                new Failed(
                        Fault.CERTIFICATE,
                        "the certificate of localhost is not trusted: it is issued by CN=localhost, which this machine does"
                                + " not know"),
                failed);
    }

    @ParameterizedTest
    @EnumSource(
            value = MailEncryption.class,
            names = {"OFFERED", "IMPLICIT"})
    void whatIsNotCheckedIsNotTrustedButUsed(MailEncryption encryption) throws Exception {
        assertInstanceOf(Taken.class, send(otherName, right, encryption, false));
        assertTrue(encrypted().doubt().isPresent());
    }

    @Test
    void tlsFromTheFirstByteWithAServerThatSpeaksPlain() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp().start()) {
            MailResult result = send(server, Mails.smtp(server.port(), MailEncryption.IMPLICIT), Map.of());
            assertEquals(Fault.TLS, assertInstanceOf(Failed.class, result).fault());
        }
    }

    @Test
    void plainWithAServerThatSpeaksTlsFromTheFirstByte() throws Exception {
        try (ScriptedSmtp server =
                new ScriptedSmtp().withTls(right.server(), true).start()) {
            MailCourier courier = Mails.courier(
                    Mails.settings(Mails.smtp(server.port(), MailEncryption.OFFERED), Mails.FIRST),
                    Mails.SHORT,
                    Map.of());
            Delivery.Later later = assertInstanceOf(Delivery.Later.class, courier.deliver(Mails.dispatch()));
            assertTrue(later.why().contains("its greeting"), later.why());
        }
    }

    @Test
    void nothingIsSaidInTheClearWhenStartTlsFails() throws Exception {
        try (ScriptedSmtp server =
                new ScriptedSmtp().withTls(right.server(), false).start()) {
            var smtp = Mails.withLogin(
                    Mails.smtp(server.port(), MailEncryption.OFFERED), Optional.empty(), Mails.PASSWORD);
            assertInstanceOf(Failed.class, send(server, smtp, otherName.trusted(folder)));
            assertFalse(server.heard().stream().anyMatch(l -> l.startsWith("AUTH") || l.startsWith("MAIL")));
        }
    }

    private MailResult send(Certificates shown, Certificates known, MailEncryption encryption, boolean verify)
            throws IOException, GeneralSecurityException, InterruptedException {
        try (ScriptedSmtp server = new ScriptedSmtp()
                .withTls(shown.server(), encryption == MailEncryption.IMPLICIT)
                .start()) {
            SmtpSettings smtp = Mails.smtp(server.port(), encryption);
            return send(server, verify ? smtp : Mails.unverified(smtp), known.trusted(folder));
        }
    }

    private MailResult send(ScriptedSmtp server, SmtpSettings smtp, Map<String, String> environment)
            throws InterruptedException {
        assertEquals(server.port(), smtp.port());
        MailText text = new MailText("[router1] test", "test\n", "<p>test</p>");
        return new MailSender(Mails.settings(smtp, Mails.FIRST), "router1", environment, Mails.LONG)
                .send("1", text, List.of(Mails.FIRST), steps::add);
    }

    private MailStep.Encrypted encrypted() {
        return steps.stream()
                .filter(MailStep.Encrypted.class::isInstance)
                .map(MailStep.Encrypted.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
