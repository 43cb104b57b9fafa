package dev.ftr.notify.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The authorities that this machine trusts: those of the system, which an administrator can add to, else those of Java.
 *
 * <p>As OpenSSL does, the file that {@code SSL_CERT_FILE} names comes first. Read anew each time: an authority that was added is
 * trusted without a restart.
 */
public final class SystemTrust {
    /** Debian and its kin; Fedora and its kin. */
    private static final List<Path> USUAL =
            List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

    private SystemTrust() {}

    public static X509ExtendedTrustManager read(Map<String, String> environment)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(file(environment).isPresent() ? store(file(environment).get()) : javaStore());
        for (TrustManager manager : factory.getTrustManagers())
            if (manager instanceof X509ExtendedTrustManager x509) return x509;
        throw new GeneralSecurityException("Java cannot check certificates");
    }

    private static Optional<Path> file(Map<String, String> environment) {
        String named = environment.getOrDefault("SSL_CERT_FILE", "");
        return Stream.concat(named.isEmpty() ? Stream.empty() : Stream.of(Path.of(named)), USUAL.stream())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in))
                store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static KeyStore javaStore() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                (char[]) null);
    }
}
