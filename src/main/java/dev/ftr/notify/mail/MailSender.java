package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.SecretMissing;
import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
import dev.ftr.notify.mail.MailResult.Refusal;
import dev.ftr.notify.mail.MailResult.Taken;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Sends one mail, now. Nothing of jakarta.mail is loaded before. */
final class MailSender {
    private static final String HOST_NAME = "[A-Za-z0-9.-]+";

    private final MailSettings settings;
    private final String host;
    private final Map<String, String> environment;
    private final SmtpAttempt.Patience patience;
    private volatile Optional<SmtpAttempt> attempt = Optional.empty();

    MailSender(MailSettings settings, String host, Map<String, String> environment, SmtpAttempt.Patience patience) {
        this.settings = settings;
        this.host = host;
        this.environment = environment;
        this.patience = patience;
    }

    /**
     * @param id of the mail
     * @param recipients at least one, as the config has them
     * @param steps told of each step that is made, in another thread
     */
    MailResult send(String id, MailText text, List<String> recipients, Consumer<MailStep> steps)
            throws InterruptedException {
        try {
            InternetAddress from = sender(settings.sender());
            List<String> valid = new ArrayList<>();
            List<Refusal> invalid = new ArrayList<>();
            for (String recipient : recipients)
                problem(recipient)
                        .ifPresentOrElse(p -> invalid.add(new Refusal(recipient, p)), () -> valid.add(recipient));
            if (valid.isEmpty()) return new Failed(Fault.ADDRESS, "no mail address: " + invalid.getFirst());
            return withRefused(invalid, send(id, text, from, valid, steps));
        } catch (AddressException e) {
            return new Failed(Fault.ADDRESS, OneLine.of(String.valueOf(e.getMessage()), ServerWords.LONGEST));
        } catch (SecretMissing e) {
            return new Failed(Fault.PASSWORD, OneLine.of(String.valueOf(e.getMessage()), ServerWords.LONGEST));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private MailResult send(String id, MailText text, InternetAddress from, List<String> to, Consumer<MailStep> steps)
            throws MessagingException, SecretMissing, InterruptedException {
        SmtpAttempt now = new SmtpAttempt(settings.smtp(), login(), environment, patience, steps);
        attempt = Optional.of(now);
        List<InternetAddress> shown = new ArrayList<>();
        for (String recipient : to) shown.add(MailAddress.of(recipient));
        MailMessage message = new MailMessage(now.session(), id, host, from, shown, Instant.now(), text);
        return now.send(message, new Envelope(from.getAddress(), to), hello());
    }

    /** See {@link SmtpAttempt#hurry}. */
    void hurry() {
        attempt.ifPresent(SmtpAttempt::hurry);
    }

    private static MailResult withRefused(List<Refusal> invalid, MailResult result) {
        return switch (result) {
            case Taken taken ->
                new Taken(
                        taken.words(),
                        Stream.concat(invalid.stream(), taken.refused().stream())
                                .toList(),
                        taken.postponed());
            case Failed failed -> failed;
        };
    }

    private Optional<SmtpLogin> login() throws SecretMissing {
        if (settings.smtp().userName().isEmpty() || settings.smtp().password().isEmpty()) return Optional.empty();
        Secret password = settings.smtp().password().get().fetch(environment);
        return Optional.of(new SmtpLogin(
                settings.smtp().userName().get(), password, settings.smtp().authentication()));
    }

    private String hello() {
        String name = settings.smtp().domain().orElse(host);
        return name.matches(HOST_NAME) ? name : "localhost";
    }

    private static InternetAddress sender(String text) throws AddressException {
        Optional<String> problem = problem(text);
        if (problem.isPresent())
            throw new AddressException(
                    "the sender '%s' is no mail address: %s".formatted(OneLine.of(text), problem.get()));
        return MailAddress.of(text);
    }

    /** Why it is no address; empty: it is one. */
    private static Optional<String> problem(String address) {
        try {
            MailAddress.of(address);
            return Optional.empty();
        } catch (AddressException e) {
            return Optional.of(OneLine.of(String.valueOf(e.getMessage())));
        }
    }
}
