package dev.ftr.notify.call;

import dev.ftr.config.Notifications.Webhook;
import dev.ftr.config.SecretGaps;
import dev.ftr.config.SecretMissing;
import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Notice;
import dev.ftr.notify.tls.AnyCertificate;
import dev.ftr.notify.tls.SystemTrust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;

/** Posts each event to an address. Only an answer 2xx means that it has arrived; a redirect is not followed. */
public final class WebhookCourier implements Courier {
    private static final int OK = 2;
    private static final int HUNDRED = 100;
    private static final String HMAC = "HmacSHA256";

    private final Webhook webhook;
    private final Sender sender;
    private final Duration keepFor;

    /** @param keepFor what could not be delivered for so long is given up */
    public WebhookCourier(Webhook webhook, Sender sender, Duration keepFor) {
        this.webhook = webhook;
        this.sender = sender;
        this.keepFor = keepFor;
    }

    @Override
    public String name() {
        return "webhook-" + webhook.name();
    }

    @Override
    public Set<Topic> topics() {
        return webhook.on();
    }

    @Override
    public Gathering gathering() {
        return new Gathering(1, Duration.ZERO, Duration.ZERO, keepFor);
    }

    @Override
    public Delivery deliver(Dispatch dispatch) throws InterruptedException {
        try {
            HttpRequest request = request(dispatch);
            // A connection of each event's own: one that was kept open may lead over an uplink that is gone.
            HttpClient client = client();
            try {
                return judged(client, request);
            } finally {
                client.shutdownNow();
            }
        } catch (SSLHandshakeException e) {
            return later("the certificate of %s is not trusted: %s"
                    .formatted(webhook.url().getHost(), words(e)));
        } catch (IOException e) {
            return later(words(e));
        } catch (SecretMissing | GeneralSecurityException | IllegalArgumentException e) {
            return later(String.valueOf(e.getMessage()));
        }
    }

    private Delivery judged(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = answer.get(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            return status / HUNDRED == OK ? new Delivery.Done(List.of()) : later("it answered HTTP " + status);
        } catch (TimeoutException e) {
            return later(silence());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) return later(silence());
            if (e.getCause() instanceof IOException io) throw io;
            return later(String.valueOf(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private String silence() {
        return "no answer within %s s".formatted(webhook.timeout().toMillis() / 1000.0);
    }

    private HttpRequest request(Dispatch dispatch) throws SecretMissing, GeneralSecurityException {
        Notice notice = dispatch.notices().getFirst();
        Facts facts = Facts.of(notice, sender.language(), sender.host());
        Map<String, String> values = facts.values();
        String template = webhook.body().orElse("");
        String text =
                webhook.body().isPresent() ? new Template(template).body(withSecrets(values, template)) : facts.json();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(SecretGaps.fill(webhook.url(), sender.environment()))
                .timeout(webhook.timeout())
                .POST(BodyPublishers.ofByteArray(body))
                .setHeader("Content-Type", isJson() ? "application/json" : "text/plain; charset=utf-8")
                .setHeader("User-Agent", sender.version().isEmpty() ? "ftr" : "ftr/" + sender.version())
                .setHeader("X-Ftr-Event-Id", dispatch.id());
        Optional<byte[]> signature = signature(body);
        signature.ifPresent(s -> request.setHeader(
                "X-Ftr-Signature-256", "sha256=" + HexFormat.of().formatHex(s)));
        for (Map.Entry<String, String> header : webhook.headers().entrySet())
            setHeader(
                    request,
                    header.getKey(),
                    new Template(header.getValue()).header(withSecrets(values, header.getValue())));
        return request.build();
    }

    private static void setHeader(HttpRequest.Builder request, String name, String value) {
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            // Its message quotes the value, which may be a secret.
            throw new IllegalArgumentException("the header %s cannot have the value that it would get".formatted(name));
        }
    }

    /** In one go with what the event says: nothing that stands in an event can ask for a secret. */
    private Map<String, String> withSecrets(Map<String, String> values, String template) throws SecretMissing {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(SecretGaps.fetch(template, sender.environment()));
        return all;
    }

    private boolean isJson() {
        String begin = webhook.body().orElse("{").stripLeading();
        return begin.startsWith("{") || begin.startsWith("[");
    }

    private Optional<byte[]> signature(byte[] body) throws SecretMissing, GeneralSecurityException {
        if (webhook.secret().isEmpty()) return Optional.empty();
        String secret = webhook.secret().get().fetch(sender.environment()).value();
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
        return Optional.of(mac.doFinal(body));
    }

    private HttpClient client() throws GeneralSecurityException, IOException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(webhook.timeout());
        if (webhook.url().getScheme().equalsIgnoreCase("https")) client.sslContext(tls());
        return client.build();
    }

    private SSLContext tls() throws GeneralSecurityException, IOException {
        if (!webhook.tlsVerify()) return AnyCertificate.context();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {SystemTrust.read(sender.environment())}, null);
        return context;
    }

    private static Delivery later(String why) {
        return new Delivery.Later(why.replaceAll("\\s+", " "), List.of());
    }

    /** The messages of java.net are often those of a cause, or missing. */
    private static String words(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        String message = deepest.getMessage();
        if (deepest instanceof UnresolvedAddressException) return "the host name cannot be resolved";
        return message == null ? deepest.getClass().getSimpleName() : message;
    }

    /**
     * Who sends.
     *
     * @param language of the texts
     * @param host the router's name
     * @param version of this program
     * @param environment of this process
     */
    public record Sender(Language language, String host, String version, Map<String, String> environment) {}
}
