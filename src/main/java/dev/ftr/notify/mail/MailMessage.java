package dev.ftr.notify.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** A mail as it goes over the wire: text and HTML, and headers into which no text can bring another one. */
final class MailMessage extends MimeMessage {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String id;

    /**
     * @param id the same at each try, so that the receiver can tell a duplicate
     * @param host part of the Message-ID
     */
    MailMessage(
            Session session,
            String id,
            String host,
            InternetAddress from,
            List<InternetAddress> to,
            Instant date,
            MailText text)
            throws MessagingException {
        super(session);
        this.id = "<%s@%s.ftr>".formatted(atom(id), atom(host));
        setFrom(from);
        setRecipients(RecipientType.TO, to.toArray(InternetAddress[]::new));
        setSubject(header(text.subject()), UTF_8);
        setSentDate(Date.from(date));
        // RFC 3834: keeps "out of office" replies away.
        setHeader("Auto-Submitted", "auto-generated");
        setHeader("X-Ftr-Host", atom(host));
        setContent(new MimeMultipart("alternative", part(text.text(), "plain"), part(text.html(), "html")));
        saveChanges();
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    /** A text that looks as if it were encoded already would be decoded by the reader's program, to anything. */
    static String header(String text) {
        return OneLine.of(text).replace("=?", "= ?");
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    /** What RFC 5322 allows on both sides of a Message-ID's at sign. */
    private static String atom(String text) {
        String atom = text.replaceAll("[^A-Za-z0-9-]+", "-");
        return atom.isEmpty() ? "ftr" : atom.substring(0, Math.min(atom.length(), 100));
    }
}
