package dev.ftr.notify.mail;

import dev.ftr.notify.mail.MailResult.Refusal;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A conversation as Angus holds it, listened to.
 *
 * <p>What became of a mail is read from the server's replies alone: Angus throws even where the server has taken it, if one of
 * several recipients was refused.
 */
final class SmtpDialogue extends SMTPTransport {
    /** What the server was told last. */
    enum Said {
        NOTHING("its greeting"),
        EHLO("EHLO"),
        HELO("HELO"),
        STARTTLS("STARTTLS"),
        LOGIN("AUTH"),
        SENDER("MAIL FROM"),
        RECIPIENT("RCPT TO"),
        DATA("DATA"),
        END("the end of the mail"),
        OTHER("another command");

        private final String words;

        Said(String words) {
            this.words = words;
        }

        /** As an error names it. */
        @Override
        public String toString() {
            return words;
        }

        private static Said of(String command) {
            return switch (command.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO" -> EHLO;
                case "HELO" -> HELO;
                case "STARTTLS" -> STARTTLS;
                case "AUTH" -> LOGIN;
                case "MAIL" -> SENDER;
                case "RCPT" -> RECIPIENT;
                case "DATA" -> DATA;
                case "." -> END;
                default -> OTHER;
            };
        }
    }

    /** @param code three digits; less: the connection has ended, or what came is no SMTP */
    record Reply(Said said, int code, String words) {
        boolean isPositive() {
            return code >= 200 && code < 400;
        }

        boolean isForNow() {
            return code >= 400 && code < 500;
        }
    }

    private static final int INSUFFICIENT_STORAGE = 552;

    private final SmtpTls tls;
    private final Optional<SmtpLogin> login;
    private final Envelope envelope;
    private final ServerWords words;
    private final SendOff sendOff;
    private final Consumer<MailStep> steps;
    private final List<Refusal> refused = new ArrayList<>();
    private final List<Refusal> postponed = new ArrayList<>();
    private volatile Said said = Said.NOTHING;
    private String method = "";
    private int recipientsAsked;
    private boolean loggedIn;
    private boolean toldOfClear;
    private Optional<MessagingException> broken = Optional.empty();
    private Optional<Reply> failure = Optional.empty();
    private Optional<String> taken = Optional.empty();

    SmtpDialogue(
            Session session,
            SmtpTls tls,
            Optional<SmtpLogin> login,
            Envelope envelope,
            ServerWords words,
            SendOff sendOff,
            Consumer<MailStep> steps) {
        super(session, null);
        this.tls = tls;
        this.login = login;
        this.envelope = envelope;
        this.words = words;
        this.sendOff = sendOff;
        this.steps = steps;
        login.filter(SmtpLogin::bySasl).ifPresent(l -> {
            setSASLEnabled(true);
            setSASLMechanisms(new String[] {l.mechanism().orElseThrow()});
        });
    }

    Said said() {
        return said;
    }

    /** The first reply that ended it. */
    Optional<Reply> failure() {
        return failure;
    }

    /** Why nothing could be said or heard any more; Angus keeps it to itself at times. */
    Optional<MessagingException> broken() {
        return broken;
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    /** The server's last words, if it has taken the mail. */
    Optional<String> taken() {
        return taken;
    }

    List<Refusal> refused() {
        return refused;
    }

    List<Refusal> postponed() {
        return postponed;
    }

    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        return login.isPresent()
                ? super.protocolConnect(
                        host, port, login.get().user(), login.get().password().value())
                : super.protocolConnect(host, port, null, null);
    }

    @Override
    protected void startTLS() throws MessagingException {
        super.startTLS();
        try {
            steps.accept(tls.agreed());
        } catch (IOException e) {
            throw new MessagingException("no certificate", e);
        }
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        Said next = Said.of(command);
        if (next == Said.END && !sendOff.begin()) throw new MessagingException("broken off");
        said = next;
        if (said == Said.LOGIN) method = command.split(" ", 3)[1];
        if (said == Said.LOGIN || said == Said.SENDER) tellIfInTheClear();
        try {
            super.sendCommand(command);
        } catch (MessagingException e) {
            broken = Optional.of(e);
            throw e;
        }
    }

    private void tellIfInTheClear() {
        if (isSSL() || toldOfClear) return;
        toldOfClear = true;
        steps.accept(new MailStep.InTheClear(supportsExtension("STARTTLS")));
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        Said asked = said; // Angus says QUIT by itself to what is no SMTP
        int code;
        try {
            code = super.readServerResponse();
        } catch (MessagingException e) {
            broken = Optional.of(e);
            throw e;
        }
        heard(new Reply(asked, code, words.clean(decoded(getLastServerResponse()))));
        return code;
    }

    /** Angus makes a character of each byte; servers that say more than ASCII mostly say it in UTF-8. */
    private static String decoded(String reply) {
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return reply;
        }
    }

    private void heard(Reply reply) {
        switch (reply.said()) {
            case NOTHING -> {
                if (reply.code() == 220) steps.accept(new MailStep.Greeted(reply.words()));
            }
            case LOGIN -> {
                if (reply.code() == 235) {
                    loggedIn = true;
                    steps.accept(new MailStep.LoggedIn(login.orElseThrow().user(), method));
                }
            }
            case SENDER -> {
                if (reply.isPositive()) steps.accept(new MailStep.SenderAccepted(envelope.sender()));
            }
            case RECIPIENT -> recipient(envelope.recipients().get(recipientsAsked++), reply);
            case END -> {
                if (reply.code() == 250) {
                    taken = Optional.of(reply.words());
                    steps.accept(new MailStep.Accepted(reply.words()));
                }
            }
            case EHLO, HELO, STARTTLS, DATA, OTHER -> {}
        }
        if (!reply.isPositive() && (ends(reply.said()) || reply.code() < 100) && failure.isEmpty())
            failure = Optional.of(reply);
    }

    /** Whether a refusal is the end of it. HELO follows on a refused EHLO. */
    private static boolean ends(Said said) {
        return switch (said) {
            case NOTHING, HELO, STARTTLS, LOGIN, SENDER, DATA, END -> true;
            case EHLO, RECIPIENT, OTHER -> false;
        };
    }

    private void recipient(String recipient, Reply reply) {
        if (reply.isPositive()) {
            steps.accept(new MailStep.RecipientAccepted(recipient, reply.words()));
            return;
        }
        if (reply.code() < 100) return;
        steps.accept(new MailStep.RecipientRefused(recipient, reply.words()));
        // RFC 5321, 4.5.3.1.10: 552 for a recipient is to be taken for 452.
        boolean later = reply.isForNow() || reply.code() == INSUFFICIENT_STORAGE;
        (later ? postponed : refused).add(new Refusal(recipient, reply.words()));
    }
}
