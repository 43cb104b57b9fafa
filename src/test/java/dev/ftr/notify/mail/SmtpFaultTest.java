package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.notify.Courier.Delivery;
import dev.ftr.notify.Courier.Delivery.Later;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail servers that do not do as they should. */
class SmtpFaultTest {
    private ScriptedSmtp server = start();

    private static ScriptedSmtp start() {
        try {
            return new ScriptedSmtp();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void listen() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "(greeting), its greeting",
        "EHLO, EHLO",
        "AUTH, AUTH",
        "MAIL, MAIL FROM",
        "RCPT, RCPT TO",
        "DATA, DATA",
        "., the end of the mail"
    })
    void serverThatHangsIsGivenUpSoon(String command, String named) throws Exception {
        server.answer(command, ScriptedSmtp.HANG);
        assertEquals(later("localhost is silent: no answer to %s within 1 s".formatted(named)), deliver(Mails.SHORT));
    }

    @ParameterizedTest
    @CsvSource({
        "(greeting), its greeting",
        "EHLO, EHLO",
        "AUTH, AUTH",
        "MAIL, MAIL FROM",
        "RCPT, RCPT TO",
        "DATA, DATA",
        "., the end of the mail"
    })
    void serverThatHangsUpHalfWayIsTriedAgain(String command, String named) throws Exception {
        server.answer(command, ScriptedSmtp.CLOSE);
        Later later = assertInstanceOf(Later.class, deliver(Mails.LONG));
        assertTrue(later.why().contains("after " + named), later.why());
        assertEquals(List.of(), later.remaining());
    }

    @ParameterizedTest
    @CsvSource({"(greeting), its greeting", "RCPT, RCPT TO", "., the end of the mail"})
    void serverThatDripsIsGivenUpAtTheEndOfAllPatience(String command, String named) throws Exception {
        server.answer(command, ScriptedSmtp.DRIP);
        var patience = new SmtpAttempt.Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertEquals(
                later("localhost takes too long: not done after 2 s (after %s)".formatted(named)), deliver(patience));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(greeting)", "EHLO", "MAIL", "."})
    void serverThatNeverStopsTalkingIsCutOff(String command) throws Exception {
        server.answer(command, ScriptedSmtp.FLOOD);
        Later later = assertInstanceOf(Later.class, deliver(Mails.LONG));
        assertTrue(later.why().endsWith("the server says more than a mail server has to say"), later.why());
    }

    @ParameterizedTest
    @CsvSource({
        "(greeting), 554 5.7.1 no service for you, localhost refuses after its greeting: 554 5.7.1 no service for you",
        "(greeting), 421 4.3.2 too busy, localhost refuses after its greeting: 421 4.3.2 too busy",
        "(greeting), HTTP/1.1 400 Bad Request, localhost answers what is no SMTP to its greeting: HTTP/1.1 400 Bad Request",
        "AUTH, 535 5.7.8 wrong, localhost refuses the login: 535 5.7.8 wrong",
        "AUTH, 454 4.7.0 not now, localhost refuses after AUTH: 454 4.7.0 not now",
        "MAIL, 550 5.7.1 not you, localhost refuses after MAIL FROM: 550 5.7.1 not you",
        "MAIL, 452 4.3.1 full, localhost refuses after MAIL FROM: 452 4.3.1 full",
        "RCPT, 451 4.7.1 greylisted, localhost accepts no recipient: admin@example.com: 451 4.7.1 greylisted",
        "RCPT, 550 5.1.1 unknown, localhost accepts no recipient: admin@example.com: 550 5.1.1 unknown",
        "DATA, 451 4.3.0 not now, localhost refuses after DATA: 451 4.3.0 not now",
        "., 552 5.2.2 full, localhost refuses after the end of the mail: 552 5.2.2 full",
        "., 452 4.3.1 full, localhost refuses after the end of the mail: 452 4.3.1 full"
    })
    void serverThatRefusesIsTriedAgain(String command, String answer, String why) throws Exception {
        server.answer(command, answer);
        assertEquals(later(why), deliver(Mails.LONG));
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        Later later = assertInstanceOf(
                Delivery.Later.class, deliver(Mails.smtp(port, MailEncryption.NONE), Mails.LONG, Mails.FIRST));
        assertTrue(
                later.why()
                        .startsWith(
                                "no connection to localhost port %d (127.0.0.1: Connection refused".formatted(port)),
                later.why());
    }

    @Test
    void nameThatDoesNotExistIsTriedAgain() throws Exception {
        SmtpSettings nowhere = new SmtpSettings(
                "mail.invalid",
                25,
                Optional.empty(),
                Optional.empty(),
                MailEncryption.NONE,
                true,
                Optional.empty(),
                Optional.empty());
        Later later = assertInstanceOf(Later.class, deliver(nowhere, Mails.LONG, Mails.FIRST));
        assertTrue(later.why().startsWith("mail.invalid is not resolved: "), later.why());
    }

    @Test
    void onlyThoseWhoAreRefusedForNowAreTriedAgain() throws Exception {
        server.answer("RCPT", "250 ok", "451 4.7.1 greylisted", "550 5.1.1 unknown");
        Later later = assertInstanceOf(
                Delivery.Later.class, deliver(plain(), Mails.LONG, "a@example.com", "b@example.com", "c@example.com"));
        assertEquals(List.of("b@example.com"), later.remaining());
        assertEquals("b@example.com: 451 4.7.1 greylisted; c@example.com: 550 5.1.1 unknown", later.why());
    }

    @Test
    void thoseWhoAreRefusedForGoodAreNamed() throws Exception {
        server.answer("RCPT", "250 ok", "550 5.1.1 unknown");
        assertEquals(
                new Delivery.Done(List.of("b@example.com: 550 5.1.1 unknown")),
                deliver(plain(), Mails.LONG, "a@example.com", "b@example.com"));
    }

    @Test
    void fullMailboxMayBeEmptiedLater() throws Exception {
        server.answer("RCPT", "250 ok", "552 5.2.2 mailbox full");
        Later later = assertInstanceOf(Later.class, deliver(plain(), Mails.LONG, "a@example.com", "b@example.com"));
        assertEquals(List.of("b@example.com"), later.remaining());
    }

    @Test
    void theLastOfThemRefusedForGoodIsDone() throws Exception {
        server.answer("RCPT", "550 5.1.1 unknown");
        MailCourier courier =
                Mails.courier(Mails.settings(plain(), "a@example.com", "b@example.com"), Mails.LONG, Map.of());
        assertInstanceOf(Delivery.Done.class, courier.deliver(Mails.dispatch("b@example.com")));
    }

    @Test
    void whoMayGetItLaterIsNotForgottenForOneWhoNeverWill() throws Exception {
        server.answer("RCPT", "550 5.1.1 unknown", "451 4.7.1 greylisted");
        MailCourier courier = Mails.courier(
                Mails.settings(plain(), "a@example.com", "b@example.com", "c@example.com"), Mails.LONG, Map.of());
        Later later = assertInstanceOf(
                Delivery.Later.class, courier.deliver(Mails.dispatch("b@example.com", "c@example.com")));
        assertEquals(List.of("b@example.com", "c@example.com"), later.remaining());
    }

    @Test
    void whoHasNoAddressDoesNotKeepItFromTheOthers() throws Exception {
        Delivery.Done done = assertInstanceOf(
                Delivery.Done.class, deliver(plain(), Mails.LONG, "a@example.com", "no address", "bär@example.com"));
        assertEquals(2, done.refused().size());
        assertTrue(done.refused().getFirst().startsWith("no address: "), done::toString);
    }

    @Test
    void noStartTlsWhereItIsRequired() throws Exception {
        assertEquals(
                later("localhost offers no encryption (STARTTLS)"),
                deliver(Mails.smtp(server.port(), MailEncryption.REQUIRED), Mails.LONG, Mails.FIRST));
    }

    @Test
    void noLoginWhereOneIsConfigured() throws Exception {
        server.answer("EHLO", "250 mx.example.com");
        assertEquals(later("localhost offers no way to log in"), deliver(Mails.LONG));
        assertFalse(server.heard().stream().anyMatch(l -> l.startsWith("MAIL")));
    }

    @Test
    void noLoginThatBothKnow() throws Exception {
        server.answer("EHLO", "250-mx.example.com\r\n250 AUTH GSSAPI");
        assertEquals(later("localhost offers no way to log in that we may use"), deliver(Mails.LONG));
    }

    @Test
    void tokenThatIsRefused() throws Exception {
        server.answer("AUTH", "334 eyJzdGF0dXMiOiI0MDEifQ==");
        var smtp = Mails.withLogin(plain(), Optional.of(SmtpAuthentication.XOAUTH2), Mails.PASSWORD);
        assertEquals(
                later("localhost refuses the login: it asks for more than we have"),
                deliver(smtp, Mails.LONG, Mails.FIRST));
    }

    @ParameterizedTest
    @EnumSource
    void passwordIsSentAsUtf8AndNothingElse(SmtpAuthentication method) throws Exception {
        server.answer(
                "AUTH",
                switch (method) {
                    case PLAIN, XOAUTH2 -> "235 ok";
                    case LOGIN, CRAM_MD5 -> "334 " + base64("<1896.697170952@mx.example.com>");
                });
        String user64 = base64(Mails.USER);
        String password = "pässwörd";
        server.answer(user64.toUpperCase(java.util.Locale.ROOT), "334 UGFzc3dvcmQ6");
        server.answer(base64(password).toUpperCase(java.util.Locale.ROOT), "235 ok");
        var smtp = Mails.withLogin(plain(), Optional.of(method), password);
        String digest = hmacMd5("<1896.697170952@mx.example.com>", password);
        String cram = base64(Mails.USER + " " + digest);
        server.answer(cram.toUpperCase(java.util.Locale.ROOT), "235 ok");
        assertEquals(new Delivery.Done(List.of()), deliver(smtp, Mails.LONG, Mails.FIRST));
        String said = String.join("\n", server.heard());
        switch (method) {
            case PLAIN ->
                assertTrue(said.contains("AUTH PLAIN " + base64(Mails.USER + "\0" + Mails.USER + "\0" + password)));
            case LOGIN -> assertTrue(said.contains("AUTH LOGIN\n" + user64 + "\n" + base64(password)));
            case CRAM_MD5 -> assertTrue(said.contains("AUTH CRAM-MD5\n" + cram));
            case XOAUTH2 ->
                assertTrue(said.contains(
                        "AUTH XOAUTH2 " + base64("user=" + Mails.USER + "\001auth=Bearer " + password + "\001\001")));
        }
    }

    @Test
    void cramMd5NeverFallsBackToSomethingWeaker() throws Exception {
        server.answer("EHLO", "250-mx.example.com\r\n250 AUTH PLAIN LOGIN");
        var smtp = Mails.withLogin(plain(), Optional.of(SmtpAuthentication.CRAM_MD5), Mails.PASSWORD);
        assertEquals(
                later("localhost offers no way to log in that we may use"), deliver(smtp, Mails.LONG, Mails.FIRST));
        assertFalse(server.heard().stream().anyMatch(l -> l.startsWith("AUTH")));
    }

    @Test
    void passwordThatTheServerThrowsBackIsHidden() throws Exception {
        String plain = base64(Mails.USER + "\0" + Mails.USER + "\0" + Mails.PASSWORD);
        server.answer("AUTH", "535 I know %s and AUTH PLAIN %s".formatted(Mails.PASSWORD, plain));
        var smtp = Mails.withLogin(plain(), Optional.of(SmtpAuthentication.PLAIN), Mails.PASSWORD);
        assertEquals(
                later("localhost refuses the login: 535 I know (secret) and AUTH PLAIN (secret)"),
                deliver(smtp, Mails.LONG, Mails.FIRST));
    }

    @Test
    void wordsOfManyLinesBecomeOneThatIsNotLong() throws Exception {
        server.answer("MAIL", "550-first\r\n550-\u001b[31mred\u202eden\r\n550 " + "x".repeat(3000));
        Later later = assertInstanceOf(Later.class, deliver(Mails.LONG));
        assertTrue(
                later.why().startsWith("localhost refuses after MAIL FROM: 550-first 550- [31mred den 550 xxx"),
                later.why());
        assertTrue(later.why().length() < 300 && later.why().lines().count() == 1, later.why());
    }

    @Test
    void heloWillDo() throws Exception {
        server.answer("EHLO", "500 what?").answer("HELO", "250 mx.example.com");
        assertEquals(new Delivery.Done(List.of()), deliver(plain(), Mails.LONG, Mails.FIRST));
    }

    @Test
    void serverThatTakesItAndSaysNoGoodbyeHasIt() throws Exception {
        server.answer("QUIT", ScriptedSmtp.HANG);
        assertEquals(new Delivery.Done(List.of()), deliver(Mails.SHORT));
    }

    /** A server that never answers, as if the line had gone. */
    @ParameterizedTest
    @CsvSource({"(greeting), its greeting", "EHLO, EHLO", "AUTH, AUTH", "MAIL, MAIL FROM", "RCPT, RCPT TO", "DATA, DATA"
    })
    void tryThatStandsStillIsBrokenOffWhenToldToHurry(String command, String named) throws Exception {
        server.answer(command, ScriptedSmtp.HANG);
        Later later = assertInstanceOf(Later.class, hurried(command));
        assertTrue(later.why().startsWith("localhost takes too long: not done after "), later.why());
        assertTrue(later.why().endsWith(" s (after %s)".formatted(named)), later.why());
        assertFalse(server.heard().contains("."));
    }

    @Test
    void tryIsNotBrokenOffOnceTheServerMayHaveTheMail() throws Exception {
        server.answer(".", ScriptedSmtp.LATE);
        assertEquals(new Delivery.Done(List.of()), hurried("."));
    }

    private Delivery hurried(String command) throws Exception {
        MailCourier courier = courier(Mails.LONG);
        FutureTask<Delivery> delivery = new FutureTask<>(() -> courier.deliver(Mails.dispatch()));
        Thread.ofVirtual().start(delivery);
        while (!delivery.isDone() && !reached(command)) Thread.sleep(10);
        courier.hurry();
        return delivery.get();
    }

    private boolean reached(String command) {
        return command.equals(ScriptedSmtp.GREETING)
                ? server.connections() > 0
                : server.heard().stream().anyMatch(l -> l.startsWith(command));
    }

    @Test
    void interruptedCourierStopsAtOnce() throws Exception {
        server.answer("(greeting)", ScriptedSmtp.HANG);
        Thread.currentThread().interrupt();
        try {
            deliver(Mails.LONG);
            throw new AssertionError("not interrupted");
        } catch (InterruptedException e) {
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmacMd5(String challenge, String password) throws Exception {
        var mac = javax.crypto.Mac.getInstance("HmacMD5");
        mac.init(new javax.crypto.spec.SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
        return java.util.HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
    }

    private static Delivery later(String why) {
        return new Delivery.Later(why, List.of());
    }

    private SmtpSettings plain() {
        return Mails.smtp(server.port(), MailEncryption.NONE);
    }

    /** With a login, so that there are all stages. */
    private Delivery deliver(SmtpAttempt.Patience patience) throws InterruptedException {
        return deliver(
                Mails.withLogin(plain(), Optional.of(SmtpAuthentication.PLAIN), Mails.PASSWORD), patience, Mails.FIRST);
    }

    private MailCourier courier(SmtpAttempt.Patience patience) {
        SmtpSettings smtp = Mails.withLogin(plain(), Optional.of(SmtpAuthentication.PLAIN), Mails.PASSWORD);
        return Mails.courier(Mails.settings(smtp, Mails.FIRST), patience, Map.of());
    }

    private Delivery deliver(SmtpSettings smtp, SmtpAttempt.Patience patience, String... recipients)
            throws InterruptedException {
        MailSettings settings = Mails.settings(smtp, recipients);
        return Mails.courier(settings, patience, Map.of()).deliver(Mails.dispatch());
    }
}
