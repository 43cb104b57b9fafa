package dev.ftr.probe;

import static dev.ftr.probe.ConversationLab.http;
import static dev.ftr.probe.UplinkLab.way;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS through a bound socket, with certificates made for the test. */
@Timeout(120)
class HttpsConversationIT {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String NAMES = "SAN=ip:203.0.113.1,dns:host.example";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void isAnsweredWhenTheCertificateIsTrusted() throws Exception {
        KeyStore good = certificate(NAMES);
        assertEquals("answered", ask(good, true, "https://203.0.113.1:8443/"));
        assertEquals("answered", ask(good, true, "https://host.example:8443/"));
    }

    @Test
    void aCertificateThatNobodyKnowsIsSaidSo() throws Exception {
        assertEquals(
                "https://203.0.113.1:8443/a: certificate is not trusted",
                ask(certificate(NAMES), false, "https://203.0.113.1:8443/a?secret"));
    }

    @Test
    void aCertificateForAnotherNameIsSaidSo() throws Exception {
        KeyStore other = certificate("SAN=dns:other.example,ip:203.0.113.2");
        assertEquals(
                "https://203.0.113.1:8443/: certificate is for another name",
                ask(other, true, "https://203.0.113.1:8443/"));
        assertEquals(
                "https://host.example:8443/: certificate is for another name",
                ask(other, true, "https://host.example:8443/"));
    }

    @Test
    void aCertificateThatHasExpiredIsSaidSo() throws Exception {
        KeyStore old = certificate(NAMES, "-startdate", "-10d", "-validity", "5");
        assertEquals("https://203.0.113.1:8443/: certificate has expired", ask(old, true, "https://203.0.113.1:8443/"));
        KeyStore young = certificate(NAMES, "-startdate", "+10d");
        assertEquals(
                "https://203.0.113.1:8443/: certificate is not valid yet",
                ask(young, true, "https://203.0.113.1:8443/"));
    }

    private static String ask(KeyStore server, boolean trusted, String url) throws Exception {
        SSLContext context = context(server);
        SSLSocketFactory tls = trusted ? context.getSocketFactory() : (SSLSocketFactory) SSLSocketFactory.getDefault();
        Names names = new Names(host -> new InetAddress[] {InetAddress.ofLiteral("203.0.113.1")});
        try (ConversationLab lab = new ConversationLab();
                BoundConversations conversations = new BoundConversations(names, () -> tls)) {
            lab.serve(
                    lab.lab.internet,
                    () -> {
                        ServerSocket opened = context.getServerSocketFactory().createServerSocket();
                        opened.bind(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 8443));
                        return opened;
                    },
                    "HTTP/1.1 200 OK\r\n\r\n");
            return lab.ask(conversations, way(1), http(url), 10_000);
        }
    }

    /** Shows the certificate, and trusts it. */
    private static SSLContext context(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", (X509Certificate) store.getCertificate("root"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The self-signed "root" signs "server": of a certificate that is itself trusted, the dates would not be looked at. */
    private KeyStore certificate(String names, String... dates) throws Exception {
        Path file = folder.resolve("store" + System.nanoTime());
        keytool(file, List.of("-genkeypair", "-keyalg", "EC", "-alias", "root", "-dname", "CN=root", "-ext", "bc:c"));
        List<String> server = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "EC", "-alias", "server", "-dname", "CN=server", "-signer", "root"));
        server.addAll(List.of("-ext", names));
        server.addAll(List.of(dates));
        keytool(file, server);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyStore shown = KeyStore.getInstance("PKCS12");
        shown.load(null, null);
        shown.setKeyEntry("server", store.getKey("server", PASSWORD), PASSWORD, store.getCertificateChain("server"));
        shown.setCertificateEntry("root", store.getCertificate("root"));
        return shown;
    }

    private static void keytool(Path file, List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(words);
        command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) throw new AssertionError(output);
    }
}
