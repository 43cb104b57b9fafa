package dev.ftr.config;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code smtp_parameters}. */
final class SmtpReader {
    private static final int SUBMISSION_PORT = 587;

    /** Where TLS begins with the first byte (RFC 8314, section 7.3). */
    private static final int SUBMISSIONS_PORT = 465;

    private SmtpReader() {}

    static SmtpSettings read(Optional<Setting> smtp) {
        int port = Math.clamp(Setting.integer(smtp, "port", SUBMISSION_PORT), 0, 65535);
        return new SmtpSettings(
                text(smtp, "address").orElse(""),
                port,
                text(smtp, "domain"),
                smtp.flatMap(s -> s.at("authentication")).flatMap(Setting::word).flatMap(SmtpReader::authentication),
                encryption(smtp, port),
                isOn(smtp, "tls_verify", true),
                text(smtp, "user_name"),
                smtp.flatMap(s -> SecretReader.read(s, Shown.PASSWORD_KEY)));
    }

    private static MailEncryption encryption(Optional<Setting> smtp, int port) {
        boolean tls = isOn(smtp, "tls", port == SUBMISSIONS_PORT);
        boolean starttls = isOn(smtp, "enable_starttls", false);
        Optional<Setting> written = smtp.flatMap(s -> s.at("tls"));
        if (tls && starttls)
            smtp.flatMap(s -> s.at("enable_starttls"))
                    .ifPresent(here ->
                            here.error("is on, and so is tls%s; must be off, as there is TLS from the first byte"
                                    .formatted(written.map(w -> " on line " + w.line())
                                            .orElse(" with port " + SUBMISSIONS_PORT))));
        if (tls) return MailEncryption.IMPLICIT;
        if (starttls) return MailEncryption.REQUIRED;
        return isOn(smtp, "enable_starttls_auto", true) ? MailEncryption.OFFERED : MailEncryption.NONE;
    }

    private static Optional<SmtpAuthentication> authentication(String word) {
        return Stream.of(SmtpAuthentication.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }

    /** Whether user, password, authentication and encryption go together. */
    static void checkLogin(Setting smtp, SmtpSettings read) {
        boolean user = read.userName().isPresent();
        boolean password = SecretReader.isGiven(smtp, Shown.PASSWORD_KEY);
        boolean token =
                read.authentication().filter(SmtpAuthentication.XOAUTH2::equals).isPresent();
        if (token && !user) smtp.blame("user_name", "is missing, must be there with authentication xoauth2");
        if (token && !password)
            smtp.blame(Shown.PASSWORD_KEY, "is missing, must be the access token with authentication xoauth2");
        else if (user && !password)
            smtp.blame(Shown.PASSWORD_KEY, "is missing, must be there with user_name; give both or none");
        if (!user && !token)
            smtp.at("authentication")
                    .ifPresent(
                            here -> here.warn("is not used, as there is no user_name to log in with; remove it, or give"
                                    + " user_name and password"));
        warnOfPlainText(smtp, read);
    }

    private static void warnOfPlainText(Setting smtp, SmtpSettings read) {
        boolean local = read.address().equals("localhost") || read.address().startsWith("127.");
        if (read.password().isEmpty() || local) return;
        if (read.encryption() == MailEncryption.NONE)
            smtp.at("enable_starttls_auto")
                    .ifPresent(
                            here -> here.warn(
                                    "is off, so that the password crosses the internet unencrypted; turn it on, or remove the password"));
        if (read.encryption() != MailEncryption.NONE && !read.tlsVerify())
            smtp.at("tls_verify")
                    .ifPresent(
                            here -> here.warn(
                                    "is off, so that whoever is on the way can read the password; turn it on, or remove the password"));
    }

    private static boolean isOn(Optional<Setting> smtp, String key, boolean otherwise) {
        return smtp.flatMap(s -> s.at(key)).flatMap(Setting::bool).orElse(otherwise);
    }

    private static Optional<String> text(Optional<Setting> mapping, String key) {
        return mapping.flatMap(m -> m.at(key)).flatMap(Setting::oneLine);
    }
}
