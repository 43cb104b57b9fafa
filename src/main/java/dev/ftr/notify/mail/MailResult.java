package dev.ftr.notify.mail;

import java.util.List;

/** What became of one try to send a mail. */
public sealed interface MailResult {
    /**
     * The server has it.
     *
     * @param words the server's last ones
     * @param refused the recipients that it will never take
     * @param postponed the recipients that it may take later
     */
    record Taken(String words, List<Refusal> refused, List<Refusal> postponed) implements MailResult {
        public Taken {
            refused = List.copyOf(refused);
            postponed = List.copyOf(postponed);
        }
    }

    /**
     * Nobody has it, or nobody knows: the connection was lost when all was said.
     *
     * @param why one line, without any secret
     */
    record Failed(Fault fault, String why) implements MailResult {}

    /**
     * Somebody who does not get it.
     *
     * @param words of the server, on one line
     */
    record Refusal(String recipient, String words) {
        @Override
        public String toString() {
            return recipient + ": " + words;
        }
    }

    /** What kind of thing went wrong. */
    enum Fault {
        /** An address in the config is none. */
        ADDRESS,
        /** The password cannot be had. */
        PASSWORD,
        /** The server's name has no address. */
        NAME,
        CONNECTION,
        /** The server's certificate is not to be trusted. */
        CERTIFICATE,
        /** Encryption fails otherwise. */
        TLS,
        /** Encryption is required, and the server offers none. */
        NO_STARTTLS,
        LOGIN,
        /** The server has no way to log in that we may use. */
        NO_LOGIN,
        /** The server does not want it for the moment: a code from 400 to 499. */
        NOT_NOW,
        SENDER,
        /** No recipient is accepted. */
        RECIPIENTS,
        /** The server refuses otherwise. */
        REFUSED,
        /** The server says nothing for too long, or takes too long altogether. */
        SILENCE,
        /** The connection broke off. */
        LOST,
        /** What the server says is no SMTP. */
        NO_SMTP
    }
}
