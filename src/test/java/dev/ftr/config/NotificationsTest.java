package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Notifications.Hook;
import dev.ftr.config.Notifications.Webhook;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.SecretSource.FromFile;
import dev.ftr.config.SecretSource.Inline;
import dev.ftr.model.Language;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told of what, beside mail. */
final class NotificationsTest {
    @Test
    void tellsNobodyButByMailUnlessTheConfigSaysSo() {
        assertEquals(Notifications.NONE, config(SMALL).notifications());
        assertEquals(
                Notifications.NONE,
                config(SMALL + "language:\nnotify:\nwebhooks:\nhooks: []\n").notifications());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/ftr", "https://192.0.2.7:8443/", "http://localhost:8080/"})
    void aWebhookMayBeAnAddressOrOnThisMachine(String url) {
        List<Webhook> webhooks = config(SMALL + "webhooks:\n  - url: " + url + "\n")
                .notifications()
                .webhooks();
        assertEquals(URI.create(url), webhooks.getFirst().url());
    }

    @Test
    void readsEveryKeyOfAWebhookAndOfAHook() {
        Notifications read = config(SMALL + """
                language: it
                notify:
                  on: [uplink, ':error']
                  reminder: 1d
                webhooks:
                  - url: HTTPS://Hooks.Example.com:8443/ftr?token=a%20b
                    name: chat
                    headers:
                      Authorization: Bearer x
                      X-Uplinks: 3
                    body: |
                      {"text": "${text}"}
                    secret: s
                    timeout: 3s
                    tls_verify: no
                    on: [reminder]
                hooks:
                  - command: [/usr/local/bin/on-change, --flag, 5]
                    name: change
                    timeout: 10m
                    on: [drift, config, routing]
                """).notifications();

        Webhook webhook = new Webhook(
                "chat",
                URI.create("HTTPS://Hooks.Example.com:8443/ftr?token=a%20b"),
                Map.of("Authorization", "Bearer x", "X-Uplinks", "3"),
                Optional.of("{\"text\": \"${text}\"}\n"),
                Optional.of(new Inline(new Secret("s"))),
                Duration.ofSeconds(3),
                false,
                Set.of(Topic.REMINDER));
        Hook hook = new Hook(
                "change",
                List.of("/usr/local/bin/on-change", "--flag", "5"),
                Duration.ofMinutes(10),
                Set.of(Topic.DRIFT, Topic.CONFIG, Topic.ROUTING));
        assertEquals(
                new Notifications(
                        Set.of(Topic.UPLINK, Topic.ERROR),
                        Optional.of(Duration.ofDays(1)),
                        Language.ITALIAN,
                        List.of(webhook),
                        List.of(hook)),
                read);
    }

    @Test
    void takesNamesTopicsAndTimesFromElsewhereWhereTheyAreNotGiven() {
        RouterConfig config = config(SMALL + """
                notify: {on: [error]}
                webhooks: [{url: http://Hooks.example.com/}, {url: "http://192.0.2.9", secret_file: /none/key}]
                hooks: [{command: [/bin/true]}]
                """);

        assertEquals(
                List.of(
                        new Webhook(
                                "hooks.example.com",
                                URI.create("http://Hooks.example.com/"),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(10),
                                true,
                                Set.of(Topic.ERROR)),
                        new Webhook(
                                "192.0.2.9",
                                URI.create("http://192.0.2.9"),
                                Map.of(),
                                Optional.empty(),
                                Optional.of(new FromFile(Path.of("/none/key"))),
                                Duration.ofSeconds(10),
                                true,
                                Set.of(Topic.ERROR))),
                config.notifications().webhooks());
        assertEquals(
                List.of(new Hook("true", List.of("/bin/true"), Duration.ofSeconds(30), Set.of(Topic.ERROR))),
                config.notifications().hooks());
        assertEquals(Set.of(Topic.ERROR), config.email().on());
    }

    @Test
    void theSchemasDefaultsAreTheLoaders() {
        assertEquals(
                config(SMALL + "webhooks: [{url: http://a}]\nhooks: [{command: [/b]}]\n"),
                config(
                        SMALL + "language: en\nnotify: {reminder: off}\n"
                                + "email: {digest: 30s, max_rate: 1m, keep_for: 7d, smtp_parameters: {enable_starttls: off, tls: off, tls_verify: on}}\n"
                                + "webhooks: [{url: http://a, timeout: 10s, tls_verify: on}]\nhooks: [{command: [/b], timeout: 30s}]\n"));
    }

    @ParameterizedTest
    @CsvSource({"off,", "no,", "false,", "1m,60", "6h,21600", "30d,2592000", "90,90"})
    void remindsAfterATimeOrNever(String written, Integer seconds) {
        assertEquals(
                Optional.ofNullable(seconds).map(Duration::ofSeconds),
                config(SMALL + "notify: {reminder: %s}\n".formatted(written))
                        .notifications()
                        .reminder());
    }

    @ParameterizedTest
    @CsvSource({"en,ENGLISH", "it,ITALIAN", "de,GERMAN", "fr,FRENCH", "es,SPANISH", "pt,PORTUGUESE"})
    void knowsItsLanguages(String code, Language language) {
        assertEquals(
                language,
                config(SMALL + "language: %s\n".formatted(code)).notifications().language());
    }

    @Test
    void webhooksMayShareHeadersByAnAlias() {
        List<Webhook> webhooks = config(SMALL + """
                webhooks:
                  - url: http://a
                    headers: &h {Authorization: Bearer x}
                  - url: http://b
                    headers: *h
                  - url: http://c
                    headers: {<<: *h, X-A: b}
                """).notifications().webhooks();
        Map<String, String> shared = Map.of("Authorization", "Bearer x");
        assertEquals(
                List.of(shared, shared, Map.of("Authorization", "Bearer x", "X-A", "b")),
                webhooks.stream().map(Webhook::headers).toList());
    }

    @Test
    void saysNothingOfUrlsHeadersBodiesSecretsAndArguments() {
        String said = config(SMALL + """
                webhooks: [{url: http://a/hUnter, headers: {A: hUnter}, body: hUnter, secret: hUnter}]
                hooks: [{command: [/bin/b, hUnter]}]
                """).toString();
        assertFalse(said.contains("hUnter"), said);
        assertTrue(said.contains("webhook a") && said.contains("hook b"), said);
    }

    @Test
    void aTemplateMayHaveAnyPlaceholderAndOtherDollars() {
        String all = "$5 $$ {} $ {x} "
                + String.join(
                        " ", Placeholders.NAMES.stream().map("${%s}"::formatted).toList());
        assertEquals(
                Optional.of(all),
                config(SMALL + "webhooks: [{url: http://a, body: '%s', headers: {X-A: '%s'}}]\n".formatted(all, all))
                        .notifications()
                        .webhooks()
                        .getFirst()
                        .body());
    }
}
