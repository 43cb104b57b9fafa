package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.model.Language;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Sends a mail to see whether mails can be sent, by the way that all of them go. */
public final class MailTest {
    private final MailSettings settings;
    private final Language language;
    private final String host;
    private final Map<String, String> environment;

    /**
     * @param settings with a sender and a server; whether mail is to be sent does not matter
     * @param language of the mail
     * @param host the short name of this machine
     * @param environment the variables of the program, in which a password may be
     */
    public MailTest(MailSettings settings, Language language, String host, Map<String, String> environment) {
        this.settings = settings;
        this.language = language;
        this.host = host;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Tries once; takes a minute at the most.
     *
     * @param recipients at least one
     * @param steps told of each step when it is made
     */
    public MailResult send(List<String> recipients, Consumer<MailStep> steps) throws InterruptedException {
        MailText text = MailWriter.here(language, host).test();
        return new MailSender(settings, host, environment, SmtpAttempt.Patience.USUAL)
                .send("test-" + UUID.randomUUID(), text, recipients, steps);
    }
}
