package dev.ftr.notify.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.Notifications.Hook;
import dev.ftr.config.Notifications.Webhook;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.SecretSource;
import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Delivery;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.call.WebhookCourier.Sender;
import dev.ftr.notify.outbox.Road;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks to a real server, hooks as real processes. */
class CouriersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Sender SENDER =
            new Sender(Language.ENGLISH, "router1", "1.2", Map.of("MAIL_PASSWORD", "geheim"));
    private static final Event DOWN = new Event.UplinkChanged(
            Road.BEGIN,
            "eth1",
            "Fibre \"one\"\nX-Evil: yes",
            UplinkState.UP,
            UplinkState.DOWN,
            "no answer",
            Optional.empty());
    private static final LineState LINE =
            new LineState("eth1", "Fibre", "", "", UplinkState.DOWN, false, true, Road.BEGIN, "");
    private static final Dispatch DISPATCH = new Dispatch(
            "id-1",
            List.of(new Notice(7, Topic.UPLINK, false, DOWN, List.of(LINE), Optional.empty())),
            List.of(),
            List.of());

    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private final Path folder;
    private volatile int answer = 204;

    private record Received(String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join("|", headers.getOrDefault(name, List.of()));
        }
    }

    CouriersTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(
                    new Received(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Delivery post(Optional<String> body, Map<String, String> headers, Optional<SecretSource> secret)
            throws InterruptedException {
        return post(server.getAddress().getPort(), PATIENCE, body, headers, secret);
    }

    private static Delivery post(
            int port,
            Duration timeout,
            Optional<String> body,
            Map<String, String> headers,
            Optional<SecretSource> secret)
            throws InterruptedException {
        URI url = URI.create("http://127.0.0.1:%d/hook".formatted(port));
        Webhook webhook = new Webhook("chat", url, headers, body, secret, timeout, true, Topic.all());
        return new WebhookCourier(webhook, SENDER, Road.KEEP_FOR).deliver(DISPATCH);
    }

    @Test
    void postsTheEventAsJson() throws InterruptedException {
        assertEquals(new Delivery.Done(List.of()), post(Optional.empty(), Map.of(), Optional.empty()));
        Received post = received.take();
        assertEquals("application/json", post.header("Content-type"));
        assertEquals("ftr/1.2", post.header("User-agent"));
        assertEquals("id-1", post.header("X-ftr-event-id"));
        assertTrue(
                post.body().contains("\"host\":\"router1\",\"notice\":7,\"uplinks\":[{\"name\":\"eth1\""), post::body);
        assertEquals(Optional.of(DOWN), EventJson.read(Schemas.fit("event#message", post.body())));
    }

    @Test
    void fillsTemplatesWithoutBreakingJsonOrHeaders() throws InterruptedException {
        String body = "{\"text\": \"${description} is ${state}, ${unknown}\", \"all\": ${json}}";
        post(Optional.of(body), Map.of("X-Title", "${description}!"), Optional.empty());
        Received post = received.take();
        assertTrue(
                post.body()
                        .startsWith(
                                "{\"text\": \"Fibre \\\"one\\\"\\nX-Evil: yes is down, ${unknown}\", \"all\": {\"at\":"),
                post::body);
        assertEquals("Fibre \"one\" X-Evil: yes!", post.header("X-title"));
        assertEquals("", post.header("X-evil"));
    }

    @Test
    void signsTheBody() throws Exception {
        post(Optional.of("${event}"), Map.of(), Optional.of(new SecretSource.Inline(new Secret("geheim"))));
        Received post = received.take();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("geheim".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal("uplink".getBytes(StandardCharsets.UTF_8)));
        assertEquals("sha256=" + expected, post.header("X-ftr-signature-256"));
    }

    @Test
    void onlyAnswersOfSuccessAreSuccess() throws InterruptedException {
        for (int status : List.of(301, 404, 500)) {
            answer = status;
            assertEquals(
                    new Delivery.Later("it answered HTTP " + status, List.of()),
                    post(Optional.empty(), Map.of(), Optional.empty()));
        }
        assertEquals(3, received.size(), "no redirect is followed");
    }

    @Test
    void aServerThatHangsOrIsNotThereIsTriedLater() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    new Delivery.Later("no answer within 1.0 s", List.of()),
                    post(silent.getLocalPort(), Duration.ofSeconds(1), Optional.empty(), Map.of(), Optional.empty()));
        }
        server.stop(0);
        Delivery refused = post(Optional.empty(), Map.of(), Optional.empty());
        assertTrue(refused instanceof Delivery.Later(var why, var all) && !why.isBlank(), refused::toString);
    }

    @Test
    void fillsSecretsIntoUrlHeadersAndBodyWhenTheyAreNeeded() throws Exception {
        Path token = folder.resolve("token");
        Files.writeString(token, "T0/B0 \n");
        String file = "${file:%s}".formatted(token);
        String body = "{\"key\": \"%s\", \"text\": \"${description}\"}".formatted(file);
        Delivery blank = post(file, Optional.of(body), Map.of());
        assertEquals(
                new Delivery.Later(
                        "with the secret in its placeholder, the url is none; it can have no blank in it, say",
                        List.of()),
                blank);
        Files.writeString(token, "T0/B0\"${text}\nsecond line\n");
        post("", Optional.of(body), Map.of("Authorization", "Bearer " + file));
        Received post = received.take();
        assertTrue(post.body().startsWith("{\"key\": \"T0/B0\\\"${text}\", \"text\": \"Fibre"), post::body);
        assertEquals("Bearer T0/B0\"${text}", post.header("Authorization"));
        Files.writeString(token, "T0/B0");
        assertEquals(new Delivery.Done(List.of()), post(file + "?a=" + file, Optional.empty(), Map.of()));
        assertEquals("/hook/T0/B0?a=T0/B0", received.take().path());
        Files.writeString(token, "Käse\u4f60");
        assertEquals(
                new Delivery.Later("the header X-Key cannot have the value that it would get", List.of()),
                post("", Optional.empty(), Map.of("X-Key", file)));
    }

    private Delivery post(String url, Optional<String> body, Map<String, String> headers) throws Exception {
        String text = """
                uplinks: [{interface: eth1, type: ppp, priority_group: 1}]
                downlinks: {lan: eth0}
                tests: {ips: [8.8.8.8, 1.1.1.1]}
                webhooks: [{url: "http://127.0.0.1:%d/hook/%s"}]
                """.formatted(server.getAddress().getPort(), url);
        LoadResult loaded = new ConfigLoader().load("ftr.conf", text.getBytes(StandardCharsets.UTF_8));
        Webhook read =
                ((LoadResult.Loaded) loaded).config().notifications().webhooks().getFirst();
        Webhook webhook = new Webhook("chat", read.url(), headers, body, Optional.empty(), PATIENCE, true, Topic.all());
        return new WebhookCourier(webhook, SENDER, Road.KEEP_FOR).deliver(DISPATCH);
    }

    @Test
    void aSecretThatIsNotThereIsSaidWithItsPlace() throws InterruptedException {
        Path none = folder.resolve("none");
        assertEquals(
                new Delivery.Later(none + ": there is no such file; write the secret on its first line", List.of()),
                post(Optional.empty(), Map.of(), Optional.of(new SecretSource.FromFile(none))));
    }

    private HookCourier hook(Duration timeout, String script) throws IOException {
        Path file = folder.resolve("hook");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
        Hook hook = new Hook("test", List.of(file.toString(), "a b; $(c)", folder.toString()), timeout, Topic.all());
        return new HookCourier(hook, SENDER, Road.KEEP_FOR);
    }

    @Test
    void aHookIsToldByArgumentsVariablesAndInput() throws Exception {
        HookCourier hook = hook(PATIENCE, "{ echo \"$1\"; env; cat; } > \"$2/out\"");
        assertEquals(new Delivery.Done(List.of()), hook.deliver(DISPATCH));
        String out = Files.readString(folder.resolve("out"));
        assertTrue(out.startsWith("a b; $(c)\n"), out);
        for (String line : List.of(
                "FTR_EVENT=uplink",
                "FTR_UPLINK=eth1",
                "FTR_STATE=down",
                "FTR_BEFORE=up",
                "FTR_REASON=no answer",
                "FTR_ID=id-1",
                "FTR_HOST=router1",
                "FTR_UPLINKS=eth1=down",
                "FTR_AT=2026-03-01T10:00:00Z")) assertTrue(out.contains("\n" + line + "\n"), line);
        Set<String> variables = Set.copyOf(out.lines()
                .filter(l -> l.matches("[A-Z_]+=.*"))
                .map(l -> l.replaceAll("=.*", ""))
                .filter(l -> !l.startsWith("FTR_"))
                .toList());
        assertTrue(Set.of("PATH", "LANG", "PWD", "_", "SHLVL", "OLDPWD").containsAll(variables), variables::toString);
        String told = out.lines().toList().getLast();
        assertEquals(Optional.of(DOWN), EventJson.read(Schemas.fit("event#message", told)));
    }

    @Test
    void aHookThatAlwaysFailsIsRunFourTimesAndThenGivenUp() throws Exception {
        HookCourier hook = hook(PATIENCE, "echo oops >&2; echo more >&2; exit 3");
        for (int i = 0; i < HookCourier.RETRIES; i++)
            assertEquals(new Delivery.Later("exit 3: oops", List.of()), hook.deliver(DISPATCH));
        assertEquals(new Delivery.Done(List.of("exit 3: oops")), hook.deliver(DISPATCH));
        assertEquals(
                new Delivery.Later("exit 3: oops", List.of()),
                hook.deliver(new Dispatch("id-2", DISPATCH.notices(), List.of(), List.of())));
    }

    @Test
    void aHookThatHangsIsEndedWithItsChildren() throws Exception {
        HookCourier hook = hook(Duration.ofSeconds(3), "sleep 300 & echo $! > \"$2/child\"; wait");
        assertEquals(new Delivery.Later("did not end within 3.0 s", List.of()), hook.deliver(DISPATCH));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        for (int i = 0; i < 500 && isRunning(child); i++) Thread.sleep(10);
        assertFalse(isRunning(child));
    }

    private static boolean isRunning(long pid) throws IOException {
        Path stat = Path.of("/proc/%d/stat".formatted(pid));
        return Files.exists(stat) && !Files.readString(stat).matches("(?s).*\\) Z.*");
    }

    @Test
    void aHookThatLeavesAChildWithItsOutputIsDone() throws Exception {
        HookCourier hook = hook(PATIENCE, "sleep 5 & exit 0");
        assertEquals(new Delivery.Done(List.of()), hook.deliver(DISPATCH));
    }

    @Test
    void aHookThatCannotBeRunSaysWhy() throws Exception {
        Hook hook = new Hook("none", List.of("/nonexistent"), PATIENCE, Topic.all());
        Delivery delivery = new HookCourier(hook, SENDER, Road.KEEP_FOR).deliver(DISPATCH);
        assertTrue(
                delivery instanceof Delivery.Later(var why, var all) && why.startsWith("cannot be run: "),
                delivery::toString);
    }
}
