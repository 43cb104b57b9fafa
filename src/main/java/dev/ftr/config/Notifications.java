package dev.ftr.config;

import dev.ftr.model.Language;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told of what, beside mail.
 *
 * @param on what messages are about, where a way of telling does not say otherwise
 * @param reminder time between messages about an uplink that stays down; empty: none
 * @param language of the texts that people get
 */
public record Notifications(
        Set<Topic> on, Optional<Duration> reminder, Language language, List<Webhook> webhooks, List<Hook> hooks) {
    public static final Notifications NONE =
            new Notifications(Topic.all(), Optional.empty(), Language.ENGLISH, List.of(), List.of());

    public Notifications {
        on = Set.copyOf(on);
        webhooks = List.copyOf(webhooks);
        hooks = List.copyOf(hooks);
    }

    /**
     * An address that gets a POST for each event.
     *
     * @param name unique among webhooks; its place in the outbox
     * @param headers beside the usual ones; values are templates
     * @param body template of the body; empty: the event as JSON
     * @param secret key of the HMAC-SHA256 signature; empty: not signed
     * @param timeout of the whole exchange
     * @param tlsVerify whether the server's certificate is checked
     * @param on what is told to it
     */
    public record Webhook(
            String name,
            URI url,
            Map<String, String> headers,
            Optional<String> body,
            Optional<SecretSource> secret,
            Duration timeout,
            boolean tlsVerify,
            Set<Topic> on) {
        public Webhook {
            headers = Map.copyOf(headers);
            on = Set.copyOf(on);
        }

        /** Without the secrets that may stand in URL, headers and body. */
        @Override
        public String toString() {
            return "webhook " + name;
        }
    }

    /**
     * A command that is run for each event, without a shell.
     *
     * @param name unique among hooks; its place in the outbox
     * @param command program and arguments, as they are given
     * @param timeout after which it is ended
     * @param on what is told to it
     */
    public record Hook(String name, List<String> command, Duration timeout, Set<Topic> on) {
        public Hook {
            command = List.copyOf(command);
            on = Set.copyOf(on);
        }

        /** Without the secrets that may be among the arguments. */
        @Override
        public String toString() {
            return "hook " + name;
        }
    }
}
