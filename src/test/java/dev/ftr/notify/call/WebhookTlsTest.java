package dev.ftr.notify.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ftr.config.Notifications.Webhook;
import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.notify.Courier.Delivery;
import dev.ftr.notify.call.WebhookCourier.Sender;
import dev.ftr.notify.mail.Mails;
import dev.ftr.notify.outbox.Road;
import dev.ftr.notify.tls.Certificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook over HTTPS to a server with a self-signed certificate. */
class WebhookTlsTest {
    private final AtomicInteger received = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void aCertificateThatNobodyVouchesForIsNotTrusted() throws Exception {
        Certificates unknown = new Certificates(folder, "localhost", "-1d", 10);
        Delivery.Later later = assertInstanceOf(Delivery.Later.class, post(unknown, true, Map.of()));
        assertTrue(later.why().startsWith("the certificate of localhost is not trusted: "), later.why());
        assertEquals(0, received.get());
    }

    @Test
    void aCertificateThatThisMachineKnowsIsTrusted() throws Exception {
        Certificates known = new Certificates(folder, "localhost", "-1d", 10);
        assertEquals(new Delivery.Done(List.of()), post(known, true, known.trusted(folder)));
        assertEquals(1, received.get());
    }

    @Test
    void aCertificateOfAnotherNameIsNotTrusted() throws Exception {
        Certificates other = new Certificates(folder, "other.example", "-1d", 10);
        Delivery.Later later = assertInstanceOf(Delivery.Later.class, post(other, true, other.trusted(folder)));
        assertTrue(later.why().startsWith("the certificate of localhost is not trusted: "), later.why());
        assertEquals(0, received.get());
    }

    @Test
    void whatIsNotCheckedIsUsed() throws Exception {
        Certificates other = new Certificates(folder, "other.example", "-20d", 10);
        assertEquals(new Delivery.Done(List.of()), post(other, false, Map.of()));
        assertEquals(1, received.get());
    }

    private Delivery post(Certificates shown, boolean verify, Map<String, String> environment) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown.server()));
        server.createContext("/", exchange -> {
            received.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("https://localhost:" + server.getAddress().getPort());
            Webhook webhook = new Webhook(
                    "chat",
                    url,
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20),
                    verify,
                    Topic.all());
            Sender sender = new Sender(Language.ENGLISH, "router1", "1.2", environment);
            return new WebhookCourier(webhook, sender, Road.KEEP_FOR).deliver(Mails.dispatch());
        } finally {
            server.stop(0);
        }
    }
}
