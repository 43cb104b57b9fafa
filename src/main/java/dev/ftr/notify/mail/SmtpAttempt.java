package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
     * @param hurried for the next step when it has been told to hurry
     */
    record Patience(Duration connect, Duration silence, Duration whole, Duration hurried) {
        static final Patience USUAL = new Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    private final SmtpSettings smtp;
    private final Optional<SmtpLogin> login;
    private final Map<String, String> environment;
    private final Patience patience;
    private final Consumer<MailStep> steps;
    private final ServerWords words;
    private final Session session;
    private final ServerConnection connection;
    private final CompletableFuture<MailResult> brokenOff = new CompletableFuture<>();
    private final SendOff sendOff = new SendOff();
    private final long begin = System.nanoTime();
    private volatile long lastStep = begin;
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
        this.steps = step -> {
            lastStep = System.nanoTime();
            steps.accept(step);
        };
        words = new ServerWords(login.map(SmtpLogin::secrets).orElse(List.of()));
        connection = new ServerConnection(smtp.address(), smtp.port(), patience, words, this.steps);
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
        CompletableFuture<MailResult> conversation = CompletableFuture.supplyAsync(
                () -> converse(message, envelope, hello),
                task -> Thread.ofPlatform().daemon().name("mail").start(task));
        try {
            return conversation
                    .applyToEither(brokenOff, either -> either)
                    .get(patience.whole().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return tooLong(patience.whole());
        } catch (ExecutionException e) {
            // A fault of ours, or a Java without some part: it is to be seen, and no mail is to be lost by it.
            return new Failed(Fault.NO_SMTP, words.clean("no mail can be sent: " + e.getCause()));
        } finally {
            brokenOff.cancel(false);
            connection.close();
        }
    }

    private Failed tooLong(Duration passed) {
        return new Failed(
                Fault.SILENCE,
                "%s takes too long: not done after %d s (%s)"
                        .formatted(smtp.address(), passed.toSeconds(), doing.get()));
    }

    /**
     * Ends it soon, if it stands still and the end of the mail has not been sent: the line that it began on may be gone, and
     * another one may be there now.
     */
    void hurry() {
        long left = lastStep + patience.hurried().toNanos() - System.nanoTime();
        CompletableFuture.delayedExecutor(Math.max(0, left), TimeUnit.NANOSECONDS)
                .execute(this::endIfStill);
    }

    private void endIfStill() {
        if (brokenOff.isDone()) return;
        long now = System.nanoTime();
        if (now - lastStep < patience.hurried().toNanos()) hurry();
        else if (sendOff.prevent()) brokenOff.complete(tooLong(Duration.ofNanos(now - begin)));
    }

    private MailResult converse(MailMessage message, Envelope envelope, String hello) {
        try {
            SmtpTls tls = new SmtpTls(smtp.address(), environment, smtp.tlsVerify());
            session.getProperties().put("mail.smtp.ssl.socketFactory", tls);
            Socket open = connection.open(connection.addresses());
            SmtpDialogue dialogue = new SmtpDialogue(session, tls, login, envelope, words, sendOff, steps);
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
