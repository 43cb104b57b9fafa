package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.config.SecretSource;
import dev.ftr.config.Topic;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings, dispatches and couriers for tests of mail. */
public final class Mails {
    static final String PASSWORD = "s3cret-Passw0rd";
    static final String USER = "router@example.com";
    static final String FIRST = "admin@example.com";
    static final String SECOND = "Night Shift <night@example.com>";
    static final Instant AT = Instant.parse("2026-11-29T02:12:45Z");

    private static final Duration HURRIED = Duration.ofMillis(300);

    /** Short, so that a server that hangs is given up soon. */
    static final SmtpAttempt.Patience SHORT =
            new SmtpAttempt.Patience(Duration.ofSeconds(5), Duration.ofMillis(1200), Duration.ofSeconds(10), HURRIED);

    static final SmtpAttempt.Patience LONG =
            new SmtpAttempt.Patience(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(40), HURRIED);

    private Mails() {}

    static SmtpSettings smtp(int port, MailEncryption encryption) {
        return new SmtpSettings(
                "localhost",
                port,
                Optional.of("router1.example.com"),
                Optional.empty(),
                encryption,
                true,
                Optional.empty(),
                Optional.empty());
    }

    static SmtpSettings withLogin(SmtpSettings smtp, Optional<SmtpAuthentication> method, String password) {
        return new SmtpSettings(
                smtp.address(),
                smtp.port(),
                smtp.domain(),
                method,
                smtp.encryption(),
                smtp.tlsVerify(),
                Optional.of(USER),
                Optional.of(new SecretSource.Inline(new Secret(password))));
    }

    static SmtpSettings unverified(SmtpSettings smtp) {
        return new SmtpSettings(
                smtp.address(),
                smtp.port(),
                smtp.domain(),
                smtp.authentication(),
                smtp.encryption(),
                false,
                smtp.userName(),
                smtp.password());
    }

    static MailSettings settings(SmtpSettings smtp, String... recipients) {
        return new MailSettings(true, "Router <router@example.com>", List.of(recipients), smtp);
    }

    static MailCourier courier(MailSettings settings, SmtpAttempt.Patience patience, Map<String, String> environment) {
        return new MailCourier(settings, Language.ENGLISH, "router1", environment, patience);
    }

    public static Dispatch dispatch(String... remaining) {
        return new Dispatch("mail-17", List.of(down()), List.of(fibre(true)), List.of(remaining));
    }

    static Notice down() {
        return new Notice(
                17,
                Topic.UPLINK,
                false,
                new Event.UplinkChanged(
                        AT,
                        "fibre",
                        "Example Provider 1",
                        UplinkState.UP,
                        UplinkState.DOWN,
                        "0 of 3 targets answered, 2 required",
                        Optional.of(FaultPlace.PROVIDER)),
                List.of(fibre(false)),
                Optional.empty());
    }

    static LineState fibre(boolean up) {
        return new LineState(
                "fibre",
                "Example Provider 1",
                "192.0.2.10",
                "192.0.2.1",
                up ? UplinkState.UP : UplinkState.DOWN,
                up,
                false,
                up ? AT.minusSeconds(86400) : AT,
                up ? "3 of 3 targets answered, 2 required" : "0 of 3 targets answered, 2 required");
    }
}
