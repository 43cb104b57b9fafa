package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
import dev.ftr.notify.mail.MailResult.Refusal;
import dev.ftr.notify.mail.MailResult.Taken;
import dev.ftr.notify.mail.SmtpDialogue.Reply;
import dev.ftr.notify.mail.SmtpDialogue.Said;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What became of a conversation that has ended, and why. */
final class SmtpVerdict {
    private static final String END_OF_STREAM = "[EOF]";

    /** Of RFC 4954, whatever it answers. */
    private static final int LOGIN_WANTED = 530;

    private final SmtpSettings smtp;
    private final Duration silence;
    private final SmtpTls tls;
    private final SmtpDialogue dialogue;
    private final ServerWords words;

    SmtpVerdict(SmtpSettings smtp, Duration silence, SmtpTls tls, SmtpDialogue dialogue, ServerWords words) {
        this.smtp = smtp;
        this.silence = silence;
        this.tls = tls;
        this.dialogue = dialogue;
        this.words = words;
    }

    Optional<MailResult> taken() {
        return dialogue.taken().map(last -> new Taken(last, dialogue.refused(), dialogue.postponed()));
    }

    /** After an exception, which need not mean that the server has not taken the mail. */
    MailResult of(Exception e) {
        return taken().orElseGet(() -> failed(e));
    }

    private Failed failed(Exception e) {
        Optional<IOException> io = dialogue.broken().flatMap(SmtpVerdict::io).or(() -> io(e));
        if (io.isPresent()) return broken(io.get());
        if (dialogue.failure().isPresent()) return refused(dialogue.failure().get());
        if (!dialogue.refused().isEmpty() || !dialogue.postponed().isEmpty()) return nobody();
        if (e instanceof AuthenticationFailedException)
            return dialogue.said() == Said.LOGIN
                    ? new Failed(Fault.LOGIN, loginRefused("it asks for more than we have"))
                    : new Failed(Fault.NO_LOGIN, smtp.address() + " offers no way to log in that we may use");
        if (smtp.encryption() == MailEncryption.REQUIRED && dialogue.said() == Said.EHLO)
            return new Failed(Fault.NO_STARTTLS, smtp.address() + " offers no encryption (STARTTLS)");
        return new Failed(
                Fault.NO_SMTP, "%s: %s".formatted(smtp.address(), words.clean(String.valueOf(e.getMessage()))));
    }

    private Failed broken(IOException e) {
        String why = words.clean(String.valueOf(e.getMessage()));
        return switch (e) {
            case SocketTimeoutException _ ->
                new Failed(
                        Fault.SILENCE,
                        "%s is silent: no answer to %s within %d s"
                                .formatted(smtp.address(), dialogue.said(), silence.toSeconds()));
            case SSLException _
            when smtp.tlsVerify() && tls.doubt().isPresent() ->
                new Failed(
                        Fault.CERTIFICATE,
                        words.clean("the certificate of %s is not trusted: %s"
                                .formatted(smtp.address(), tls.doubt().get())));
            case SSLException _ -> new Failed(Fault.TLS, "encryption with %s fails: %s".formatted(smtp.address(), why));
            default ->
                new Failed(
                        Fault.LOST,
                        "the connection to %s broke off after %s: %s".formatted(smtp.address(), dialogue.said(), why));
        };
    }

    private Failed refused(Reply reply) {
        if (reply.code() < 100) return ended(reply);
        if (reply.said() == Said.LOGIN && !reply.isForNow())
            return new Failed(Fault.LOGIN, loginRefused(reply.words()));
        return new Failed(
                fault(reply), "%s refuses after %s: %s".formatted(smtp.address(), reply.said(), reply.words()));
    }

    private static Fault fault(Reply reply) {
        if (reply.isForNow()) return Fault.NOT_NOW;
        if (reply.code() == LOGIN_WANTED) return Fault.LOGIN;
        return reply.said() == Said.SENDER ? Fault.SENDER : Fault.REFUSED;
    }

    private Failed ended(Reply reply) {
        boolean hungUp = reply.words().equals(END_OF_STREAM) || reply.words().matches("[2-5]([0-9]|[0-9]{2}\\b.*)?");
        return hungUp
                ? new Failed(Fault.LOST, "%s hung up after %s".formatted(smtp.address(), reply.said()))
                : new Failed(
                        Fault.NO_SMTP,
                        "%s answers what is no SMTP to %s: %s".formatted(smtp.address(), reply.said(), reply.words()));
    }

    private Failed nobody() {
        String why = Stream.concat(dialogue.refused().stream(), dialogue.postponed().stream())
                .map(Refusal::toString)
                .collect(Collectors.joining("; "));
        return new Failed(
                dialogue.postponed().isEmpty() ? Fault.RECIPIENTS : Fault.NOT_NOW,
                words.clean("%s accepts no recipient: %s".formatted(smtp.address(), why)));
    }

    private String loginRefused(String why) {
        return "%s refuses the login: %s".formatted(smtp.address(), why);
    }

    /** Angus chains exceptions in a way of its own. */
    private static Optional<IOException> io(Exception e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof IOException io) return Optional.of(io);
            cause = cause instanceof MessagingException mail ? mail.getNextException() : cause.getCause();
        }
        return Optional.empty();
    }
}
