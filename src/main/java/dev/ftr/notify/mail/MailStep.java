package dev.ftr.notify.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A step of the conversation with a mail server that has been made. No text holds a secret or more than one line. */
public sealed interface MailStep {
    /** The server's name is asked for. */
    record Begun() implements MailStep {}

    /**
     * The server's name has addresses.
     *
     * @param addresses as they will be tried, in this order
     */
    record Resolved(String host, List<String> addresses) implements MailStep {}

    /** One of the addresses cannot be reached; the next one is tried. */
    record Unreachable(String address, int port, String why) implements MailStep {}

    record Connected(String address, int port) implements MailStep {}

    record Greeted(String words) implements MailStep {}

    /**
     * What is said from now on is encrypted.
     *
     * @param doubt why the certificate is not trusted, which is let pass; empty: it was checked and is trusted
     */
    record Encrypted(
            String protocol, String cipher, String subject, String issuer, Instant validUntil, Optional<String> doubt)
            implements MailStep {}

    /**
     * What is said can be read on the way.
     *
     * @param offered whether the server would encrypt
     */
    record InTheClear(boolean offered) implements MailStep {}

    record LoggedIn(String user, String method) implements MailStep {}

    record SenderAccepted(String sender) implements MailStep {}

    record RecipientAccepted(String recipient, String words) implements MailStep {}

    record RecipientRefused(String recipient, String words) implements MailStep {}

    /**
     * The server has the mail.
     *
     * @param words the server's last ones, often with the number the mail has in its queue
     */
    record Accepted(String words) implements MailStep {}
}
