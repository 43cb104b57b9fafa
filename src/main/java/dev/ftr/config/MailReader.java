package dev.ftr.config;

import dev.ftr.config.RouterConfig.MailPacing;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.SmtpSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code email}. */
final class MailReader {
    /** {@code name@example.com}, {@code Name <name@example.com>}, {@code root}. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>@]+(@[^\\s<>@]+)?|[^<>]*<[^\\s<>@]+(@[^\\s<>@]+)?>");

    private MailReader() {}

    /**
     * Empty when something is wrong with the config.
     *
     * @param usual what is told where {@code email} does not say
     */
    static Optional<MailSettings> read(Setting root, Set<Topic> usual) {
        Optional<Setting> email = root.at("email");
        boolean send = email.flatMap(e -> e.at("send")).flatMap(Setting::bool).orElse(false);
        Optional<String> sender = email.flatMap(e -> e.at("sender")).flatMap(Setting::oneLine);
        List<String> recipients = email.flatMap(e -> e.at("recipients")).map(Setting::items).orElse(List.of()).stream()
                .flatMap(r -> r.oneLine().stream())
                .toList();
        Set<Topic> on = NotificationsReader.topics(email, usual);
        MailPacing pacing = pacing(Keys.of(email));
        SmtpSettings smtp = SmtpReader.read(email.flatMap(e -> e.at("smtp_parameters")));
        if (send) email.ifPresent(e -> check(e, sender, recipients, smtp));
        if (root.problems().hasErrors()) return Optional.empty();
        return Optional.of(new MailSettings(send, sender.orElse(""), recipients, smtp, pacing, on));
    }

    private static MailPacing pacing(Keys email) {
        MailPacing usual = MailPacing.USUAL;
        return new MailPacing(
                email.duration("digest", "0s", "1h", usual.digest()),
                email.duration("max_rate", "0s", "24h", usual.maxRate()),
                email.duration("keep_for", "1m", "90d", usual.keepFor()));
    }

    /** Only what can be no address at all is refused; a name without a domain is a user of the mail server. */
    private static void checkAddress(Setting address, String mustBe) {
        if (address.oneLine().filter(a -> !ADDRESS.matcher(a).matches()).isPresent())
            address.error("%s, must be %s".formatted(address.shown(), mustBe));
    }

    private static void check(Setting email, Optional<String> sender, List<String> recipients, SmtpSettings smtp) {
        String why = "is missing, must be %s when send is true";
        if (sender.isEmpty()) email.blame("sender", why.formatted("a mail address such as router@example.com"));
        if (recipients.isEmpty())
            email.blame("recipients", why.formatted("a list of mail addresses such as admin@example.com"));
        email.at("sender").ifPresent(s -> checkAddress(s, "a mail address such as router@example.com"));
        email.at("recipients")
                .map(Setting::items)
                .orElse(List.of())
                .forEach(r -> checkAddress(r, "a mail address such as admin@example.com"));
        Optional<Setting> parameters = email.at("smtp_parameters");
        if (smtp.address().isEmpty()) {
            String server = why.formatted("the name or address of a mail server such as smtp.example.com");
            parameters.ifPresentOrElse(
                    p -> p.blame("address", server),
                    () -> email.problems()
                            .error(email.node().place(), email.pointer() + "/smtp_parameters/address", server));
        }
        parameters.ifPresent(p -> SmtpReader.checkLogin(p, smtp));
    }
}
