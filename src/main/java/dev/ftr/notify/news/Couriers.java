package dev.ftr.notify.news;

import dev.ftr.config.Notifications;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.model.Language;
import dev.ftr.notify.Courier;
import dev.ftr.notify.call.HookCourier;
import dev.ftr.notify.call.WebhookCourier;
import dev.ftr.notify.call.WebhookCourier.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the couriers that a config asks for. */
public final class Couriers {
    private final Mail mail;
    private final String host;
    private final String version;
    private final Map<String, String> environment;

    /** Makes what sends mail. */
    public interface Mail {
        Courier courier(MailSettings mail, Language language, String host, Map<String, String> environment);
    }

    /**
     * For this machine.
     *
     * @param host its name, as people are told
     * @param version of this program
     * @param environment of this process, where secrets may be
     */
    public Couriers(Mail mail, String host, String version, Map<String, String> environment) {
        this.mail = mail;
        this.host = host;
        this.version = version;
        this.environment = Map.copyOf(environment);
    }

    public List<Courier> of(RouterConfig config) {
        Notifications notifications = config.notifications();
        Duration keepFor = config.email().pacing().keepFor();
        Sender sender = new Sender(notifications.language(), host, version, environment);
        List<Courier> couriers = new ArrayList<>();
        if (config.email().send())
            couriers.add(mail.courier(config.email(), notifications.language(), host, environment));
        notifications.webhooks().forEach(webhook -> couriers.add(new WebhookCourier(webhook, sender, keepFor)));
        notifications.hooks().forEach(hook -> couriers.add(new HookCourier(hook, sender, keepFor)));
        return couriers;
    }
}
