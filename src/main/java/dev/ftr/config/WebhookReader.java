package dev.ftr.config;

import dev.ftr.config.Notifications.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of {@code webhooks} one after the other. URLs are not shown: a token in them is usual. */
final class WebhookReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String URL = "an http or https URL such as https://hooks.example.com/ftr";

    private final Set<Topic> usual;
    private final CourierNames names = new CourierNames("webhook", "the host of its url");

    WebhookReader(Set<Topic> usual) {
        this.usual = usual;
    }

    /** Empty after an error. */
    Optional<Webhook> read(Setting webhook) {
        Optional<URI> url = webhook.at("url").flatMap(WebhookReader::url);
        Map<String, String> headers =
                webhook.at(Shown.HEADERS_KEY).map(HeadersReader::read).orElse(Map.of());
        Optional<String> body = webhook.at("body").flatMap(Setting::text);
        body.ifPresent(template -> Placeholders.check(webhook.at("body").orElseThrow(), template));
        Optional<SecretSource> secret = SecretReader.read(webhook, "secret");
        Duration timeout = Keys.of(Optional.of(webhook)).duration("timeout", "1s", "60s", TIMEOUT);
        boolean tlsVerify = webhook.at("tls_verify").flatMap(Setting::bool).orElse(true);
        Set<Topic> on = NotificationsReader.topics(Optional.of(webhook), usual);
        if (url.isEmpty()) return Optional.empty();
        return names.read(webhook, Optional.of(url.get().getHost().toLowerCase(Locale.ROOT)))
                .map(name -> new Webhook(name, url.get(), headers, body, secret, timeout, tlsVerify, on));
    }

    private static Optional<URI> url(Setting here) {
        String text = here.text().orElse("");
        SecretGaps.check(here, text);
        Optional<URI> url = HostText.url(SecretGaps.inUrl(text));
        String host = url.map(URI::getHost).orElse("");
        if (url.isPresent() && url.get().getRawUserInfo() != null)
            here.error("has a user name in it, must be without; send it as the header Authorization");
        else if (host.startsWith("[")) here.error("is something else; IPv6 is not supported yet, must be " + URL);
        else if (!HostText.isServer(host)) here.error("is something else, must be " + URL);
        else return url;
        return Optional.empty();
    }
}
