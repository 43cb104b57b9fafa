package dev.ftr.config;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code email}. */
final class MailReader {
    private static final int SUBMISSION_PORT = 587;

    private MailReader() {}

    /** Empty when the schema has complained about something. */
    static Optional<MailSettings> read(Setting root) {
        Optional<Setting> email = root.at("email");
        boolean send = email.flatMap(e -> e.at("send")).flatMap(Setting::bool).orElse(false);
        Optional<String> sender = email.flatMap(e -> e.at("sender")).flatMap(Setting::oneLine);
        List<String> recipients = email.flatMap(e -> e.at("recipients")).map(Setting::items).orElse(List.of()).stream()
                .flatMap(r -> r.oneLine().stream())
                .toList();
        SmtpSettings smtp = smtp(email.flatMap(e -> e.at("smtp_parameters")));
        if (send) email.ifPresent(e -> check(e, sender, recipients, smtp));
        if (root.problems().hasErrors()) return Optional.empty();
        return Optional.of(new MailSettings(send, sender.orElse(""), recipients, smtp));
    }

    private static SmtpSettings smtp(Optional<Setting> smtp) {
        return new SmtpSettings(
                text(smtp, "address").orElse(""),
                Math.clamp(Setting.integer(smtp, "port", SUBMISSION_PORT), 0, 65535),
                text(smtp, "domain"),
                smtp.flatMap(s -> s.at("authentication")).flatMap(Setting::word).flatMap(MailReader::authentication),
                smtp.flatMap(s -> s.at("enable_starttls_auto"))
                                .flatMap(Setting::bool)
                                .orElse(true)
                        ? MailEncryption.OFFERED
                        : MailEncryption.NONE,
                true,
                text(smtp, "user_name"),
                smtp.flatMap(s -> s.at(Shown.SECRET_KEY))
                        .flatMap(Setting::text)
                        .filter(p -> !p.isEmpty())
                        .map(password -> new SecretSource.Inline(new Secret(password))));
    }

    private static Optional<SmtpAuthentication> authentication(String word) {
        return List.of(SmtpAuthentication.values()).stream()
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    private static void check(Setting email, Optional<String> sender, List<String> recipients, SmtpSettings smtp) {
        String why = "is missing, must be %s when send is true";
        if (sender.isEmpty()) blame(email, "sender", why.formatted("a mail address such as router@example.com"));
        if (recipients.isEmpty())
            blame(email, "recipients", why.formatted("a list of mail addresses such as admin@example.com"));
        Setting parameters = email.at("smtp_parameters").orElse(email);
        if (smtp.address().isEmpty()) {
            String server = why.formatted("the name or address of a mail server such as smtp.example.com");
            if (parameters.equals(email))
                email.problems().error(email.node().place(), email.pointer() + "/smtp_parameters/address", server);
            else blame(parameters, "address", server);
        }
        if (smtp.userName().isPresent() && smtp.password().isEmpty())
            blame(parameters, Shown.SECRET_KEY, "is missing, must be there with user_name; give both or none");
        boolean local = smtp.address().equals("localhost") || smtp.address().startsWith("127.");
        if (smtp.encryption() == MailEncryption.NONE && smtp.password().isPresent() && !local)
            parameters
                    .at("enable_starttls_auto")
                    .ifPresent(
                            tls -> tls.warn(
                                    "is off, so that the password crosses the internet unencrypted; turn it on, or remove the password"));
    }

    /** Blames the key if it is there, though it says nothing, else the mapping it is missing from. */
    private static void blame(Setting mapping, String key, String message) {
        mapping.at(key).ifPresentOrElse(setting -> setting.error(message), () -> mapping.missing(key, message));
    }

    private static Optional<String> text(Optional<Setting> mapping, String key) {
        return mapping.flatMap(m -> m.at(key)).flatMap(Setting::oneLine);
    }
}
