package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.notify.Courier.Delivery;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real mail server (GreenMail). */
class MailCourierTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
        server.setUser("admin@example.com", "x");
        server.setUser("night@example.com", "x");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void everyRecipientGetsTheMailWithTheSameMessageId() throws Exception {
        MailCourier courier = Mails.courier(
                Mails.settings(Mails.smtp(port(), MailEncryption.OFFERED), Mails.FIRST, Mails.SECOND),
                Mails.LONG,
                Map.of());
        assertEquals(new Delivery.Done(List.of()), courier.deliver(Mails.dispatch()));
        assertEquals(new Delivery.Done(List.of()), courier.deliver(Mails.dispatch()));
        MimeMessage[] mails = server.getReceivedMessages();
        assertEquals(4, mails.length);
        for (MimeMessage mail : mails) {
            assertEquals("<mail-17@router1.ftr>", mail.getMessageID());
            assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
            assertEquals(
                    "admin@example.com, Night Shift <night@example.com>",
                    mail.getHeader("To", ", ").replaceAll("\\s+", " "));
            assertEquals("Router <router@example.com>", mail.getFrom()[0].toString());
            assertTrue(mail.isMimeType("multipart/alternative"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SmtpAuthentication.class,
            names = {"PLAIN", "LOGIN"})
    void logsInWithTheRightPassword(SmtpAuthentication method) throws Exception {
        server.setUser(Mails.USER, Mails.USER, Mails.PASSWORD);
        var smtp = Mails.withLogin(Mails.smtp(port(), MailEncryption.NONE), Optional.of(method), Mails.PASSWORD);
        MailCourier courier = Mails.courier(Mails.settings(smtp, Mails.FIRST), Mails.LONG, Map.of());
        assertEquals(new Delivery.Done(List.of()), courier.deliver(Mails.dispatch()));
        assertEquals(1, server.getReceivedMessages().length);
    }

    @Test
    void onlyThoseWhoHaveNotGotItAreTriedAgain() throws Exception {
        MailCourier courier = Mails.courier(
                Mails.settings(Mails.smtp(port(), MailEncryption.NONE), Mails.FIRST, Mails.SECOND),
                Mails.LONG,
                Map.of());
        assertEquals(new Delivery.Done(List.of()), courier.deliver(Mails.dispatch(Mails.SECOND, "gone@example.com")));
        assertEquals(1, server.getReceivedMessages().length);
        assertEquals(new Delivery.Done(List.of()), courier.deliver(Mails.dispatch("gone@example.com")));
        assertEquals(1, server.getReceivedMessages().length);
    }

    private int port() {
        return server.getSmtp().getPort();
    }
}
