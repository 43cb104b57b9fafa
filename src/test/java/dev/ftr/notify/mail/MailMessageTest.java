package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.text.Texts;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Mails as they go over the wire, read back. */
class MailMessageTest {
    private static final Set<String> HEADERS = new TreeSet<>(List.of(
            "auto-submitted",
            "content-type",
            "date",
            "from",
            "message-id",
            "mime-version",
            "subject",
            "to",
            "x-ftr-host"));

    @Property(tries = 500)
    void noTextBringsAnotherHeader(
            @ForAll("hostile") String name, @ForAll("hostile") String reason, @ForAll("hostile") String host)
            throws Exception {
        Event event = new Event.UplinkChanged(
                Nights.AT, name, reason, UplinkState.UP, UplinkState.DOWN, reason, Optional.empty());
        LineState line = new LineState(name, reason, host, reason, UplinkState.DOWN, false, false, Nights.AT, reason);
        Dispatch dispatch = new Dispatch(
                host,
                List.of(new Notice(1, Topic.UPLINK, false, event, List.of(line), Optional.empty())),
                List.of(),
                List.of());
        MailText text =
                new MailWriter(Texts.of("mail", Language.ENGLISH), host, ZoneId.of("UTC"), "1.0").write(dispatch);
        byte[] raw = raw(message(text, host, "Router <router@example.com>"));
        MimeMessage back = read(raw);
        assertEquals(HEADERS, names(back));
        assertEquals(collapsed(MailMessage.header(text.subject())), collapsed(back.getSubject()));
        assertTrue(linesFit(raw));
        MimeMultipart parts = (MimeMultipart) back.getContent();
        assertEquals(2, parts.getCount());
        assertEquals(normalized(text.text()), normalized((String)
                parts.getBodyPart(0).getContent()));
        assertEquals(normalized(text.html()), normalized((String)
                parts.getBodyPart(1).getContent()));
    }

    @Property(tries = 300)
    void noSenderBringsAnotherHeader(@ForAll("hostile") String name) throws Exception {
        MailText text = new MailText("s", "t\n", "<p>t</p>\n");
        MimeMessage message;
        try {
            message = message(text, "router1", name + " <router@example.com>");
        } catch (MessagingException e) {
            return; // no address
        }
        MimeMessage back = read(raw(message));
        assertEquals(HEADERS, names(back));
        assertEquals(1, back.getFrom().length);
    }

    @Example
    void hostileDescriptionStaysInTheSubjectLine() throws Exception {
        MailText text = new MailText("[r] a\r\nBcc: victim@example.com\r\n\r\nbody ünïcode", "t\n", "<p>t</p>\n");
        MimeMessage back = read(raw(message(text, "router1", "router@example.com")));
        assertEquals("[r] a Bcc: victim@example.com body ünïcode", back.getSubject());
        assertEquals(null, back.getHeader("Bcc"));
    }

    @Example
    void messageIdIsMadeOfIdAndHost() throws Exception {
        MailText text = new MailText("s", "t\n", "<p>t</p>\n");
        MimeMessage message = message(text, "röuter>1", "router@example.com");
        assertEquals("<mail-17@r-uter-1.ftr>", message.getMessageID());
        message.saveChanges();
        assertEquals("<mail-17@r-uter-1.ftr>", message.getMessageID());
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(60),
                Arbitraries.of(
                                "\r\n",
                                "\n",
                                "\r",
                                "Bcc: a@b.c",
                                "\r\n\r\n",
                                "\0",
                                "\u2028",
                                "\u202e",
                                "=?UTF-8?Q?=0A?=",
                                "\u0085",
                                "\ud800",
                                "x".repeat(1200),
                                "{0}",
                                "'",
                                "<b>",
                                "\t",
                                "é",
                                ".\r\n",
                                "💥",
                                " ")
                        .list()
                        .ofMaxSize(8)
                        .map(parts -> String.join("", parts)));
    }

    private static MimeMessage message(MailText text, String host, String sender) throws MessagingException {
        return new MailMessage(
                session(),
                "mail-17",
                host,
                MailAddress.of(sender),
                List.of(MailAddress.of(Mails.FIRST), MailAddress.of(Mails.SECOND)),
                Nights.AT,
                text);
    }

    private static Session session() {
        return Session.getInstance(new Properties());
    }

    private static byte[] raw(MimeMessage message) throws IOException, MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toByteArray();
    }

    private static MimeMessage read(byte[] raw) throws MessagingException {
        return new MimeMessage(session(), new ByteArrayInputStream(raw));
    }

    private static Set<String> names(MimeMessage message) throws MessagingException {
        List<String> names = new ArrayList<>();
        for (Header header : Collections.list(message.getAllHeaders()))
            names.add(header.getName().toLowerCase(Locale.ROOT));
        assertEquals(names.size(), new TreeSet<>(names).size(), names::toString);
        return new TreeSet<>(names);
    }

    /** RFC 5322, 2.1.1. */
    private static boolean linesFit(byte[] raw) {
        String all = new String(raw, StandardCharsets.ISO_8859_1);
        assertFalse(all.contains("\0"));
        return all.lines().allMatch(l -> l.length() <= 998);
    }

    private static String collapsed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String normalized(String text) {
        return text.replace("\r\n", "\n").stripTrailing();
    }
}
