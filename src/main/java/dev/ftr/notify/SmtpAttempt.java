package dev.ftr.notify;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.notify.MailResult.Failed;
import dev.ftr.notify.MailResult.Fault;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One try to hand a mail to a server: one connection, one conversation, an end in any case. */
final class SmtpAttempt {
    /**
     * How long is waited.
     *
     * @param connect for one address
     * @param silence for the next word of the server
     * @param whole for all of it: a server that sends a byte now and then is never silent for long
     */
    record Patience(Duration connect, Duration silence, Duration whole) {
        static final Patience USUAL =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    private final SmtpSettings smtp;
    private final Optional<SmtpLogin> login;
    private final Map<String, String> environment;
    private final Patience patience;
    private final Consumer<MailStep> steps;
    private final ServerWords words;
    private final Session session;
    private final ServerConnection connection;
    private volatile Supplier<String> doing;

    /** @param environment may name authorities of certificates, see {@link SystemTrust} */
    SmtpAttempt(
            SmtpSettings smtp,
            Optional<SmtpLogin> login,
            Map<String, String> environment,
            Patience patience,
            Consumer<MailStep> steps) {
        this.smtp = smtp;
        this.login = login;
        this.environment = environment;
        this.patience = patience;
        this.steps = steps;
        words = new ServerWords(login.map(SmtpLogin::secrets).orElse(List.of()));
        connection = new ServerConnection(smtp.address(), smtp.port(), patience, words, steps);
        doing = connection::doing;
        session = Session.getInstance(properties());
    }

    Session session() {
        return session;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.starttls.enable", smtp.encryption() == MailEncryption.OFFERED);
        properties.put("mail.smtp.starttls.required", smtp.encryption() == MailEncryption.REQUIRED);
        properties.put("mail.smtp.sendpartial", true);
        properties.put("mail.smtp.quitwait", false);
        login.flatMap(SmtpLogin::mechanism).ifPresent(m -> properties.put("mail.smtp.auth.mechanisms", m));
        return properties;
    }

    /**
     * Whatever goes wrong in the world is a {@link Failed}.
     *
     * @param hello what we call ourselves
     */
    MailResult send(MailMessage message, Envelope envelope, String hello) throws InterruptedException {
        FutureTask<MailResult> task = new FutureTask<>(() -> converse(message, envelope, hello));
        Thread.ofPlatform().daemon().name("mail").start(task);
        try {
            return task.get(patience.whole().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Failed(
                    Fault.SILENCE,
                    "%s takes too long: not done after %d s (%s)"
                            .formatted(smtp.address(), patience.whole().toSeconds(), doing.get()));
        } catch (ExecutionException e) {
            // A fault of ours, or a Java without some part: it is to be seen, and no mail is to be lost by it.
            return new Failed(Fault.NO_SMTP, words.clean("no mail can be sent: " + e.getCause()));
        } finally {
            connection.close();
        }
    }

    private MailResult converse(MailMessage message, Envelope envelope, String hello) {
        try {
            SmtpTls tls = new SmtpTls(smtp.address(), environment, smtp.tlsVerify());
            session.getProperties().put("mail.smtp.ssl.socketFactory", tls);
            Socket open = connection.open(connection.addresses());
            SmtpDialogue dialogue = new SmtpDialogue(session, tls, login, envelope, words, steps);
            SmtpVerdict verdict = new SmtpVerdict(smtp, patience.silence(), tls, dialogue, words);
            try {
                dialogue.setLocalHost(hello);
                doing = () -> "after " + dialogue.said();
                dialogue.connect(smtp.encryption() == MailEncryption.IMPLICIT ? encrypted(open, tls) : open);
                if (login.isPresent() && !dialogue.isLoggedIn())
                    return new Failed(Fault.NO_LOGIN, smtp.address() + " offers no way to log in");
                dialogue.sendMessage(message, addresses(envelope));
                dialogue.close();
            } catch (MessagingException | IOException | RuntimeException e) {
                // Angus answers some replies that are no SMTP with a RuntimeException.
                return verdict.of(e);
            }
            return verdict.taken().orElseThrow();
        } catch (ServerConnection.NoWay e) {
            return e.failed();
        }
    }

    private Socket encrypted(Socket open, SmtpTls tls) throws IOException {
        Socket secret = tls.from(open);
        steps.accept(tls.agreed());
        return secret;
    }

    private static InternetAddress[] addresses(Envelope envelope) throws MessagingException {
        InternetAddress[] addresses = new InternetAddress[envelope.recipients().size()];
        for (int i = 0; i < addresses.length; i++)
            addresses[i] = MailAddress.of(envelope.recipients().get(i));
        return addresses;
    }
}
