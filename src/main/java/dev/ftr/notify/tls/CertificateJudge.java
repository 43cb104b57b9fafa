package dev.ftr.notify.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Remembers why a server's certificate is not trusted; lets it pass if it is told to. For one connection. */
public final class CertificateJudge extends X509ExtendedTrustManager {
    private final String host;
    private final Map<String, String> environment;
    private final boolean verify;
    private volatile Optional<String> doubt = Optional.empty();

    public CertificateJudge(String host, Map<String, String> environment, boolean verify) {
        this.host = host;
        this.environment = environment;
        this.verify = verify;
    }

    /** Empty: it is trusted, or was never seen. */
    public Optional<String> doubt() {
        return doubt;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        try {
            trust().checkServerTrusted(chain, type, socket);
            // Java does not look at the dates of a certificate that is an authority itself.
            chain[0].checkValidity();
        } catch (CertificateException e) {
            doubt = Optional.of(CertificateFault.words(e, chain[0], host));
            if (verify) throw e;
        }
    }

    private X509ExtendedTrustManager trust() throws CertificateException {
        try {
            return SystemTrust.read(environment);
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException(
                    "the authorities that this machine trusts cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        throw new UnsupportedOperationException("sockets only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        throw new UnsupportedOperationException("sockets only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        throw new UnsupportedOperationException("servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        throw new UnsupportedOperationException("servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        throw new UnsupportedOperationException("servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
