package dev.ftr.notify.mail;

import java.util.List;

/**
 * Who a mail server is told that a mail is from and for.
 *
 * @param sender an address only
 * @param recipients as the config has them, at least one
 */
record Envelope(String sender, List<String> recipients) {
    Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) throw new IllegalArgumentException("a mail for nobody");
    }
}
