/**
 * By mail: comes in what is to be told; goes out one mail, and what the server said to it.
 *
 * <p>{@link dev.ftr.notify.mail.MailCourier} is where it begins: {@code MailWriter} makes the texts of it, {@code MailSender}
 * and {@code SmtpAttempt} hand it to a server. Must not know: the outbox.
 */
@NullMarked
package dev.ftr.notify.mail;

import org.jspecify.annotations.NullMarked;
