package dev.ftr.notify.mail;

import dev.ftr.notify.tls.CertificateJudge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** Encrypts a connection to a mail server, and knows afterwards what was agreed on. For one connection. */
final class SmtpTls extends SSLSocketFactory {
    /** How RFC 2595 and RFC 6125 compare a name with a certificate; Angus takes the same for STARTTLS. */
    private static final String NAME_CHECK = "LDAPS";

    private final String host;
    private final SSLSocketFactory sockets;
    private final CertificateJudge judge;
    private Optional<SSLSocket> last = Optional.empty();

    /**
     * @param host whose certificate it has to be
     * @param environment may name authorities, see {@link SystemTrust}
     * @param verify whether a certificate that is not trusted ends the connection
     */
    SmtpTls(String host, Map<String, String> environment, boolean verify) {
        this.host = host;
        judge = new CertificateJudge(host, environment, verify);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {judge}, null);
            sockets = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java without TLS", e);
        }
    }

    /** Encrypts from the first byte (SMTPS). */
    Socket from(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(NAME_CHECK);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** What was agreed on. */
    MailStep.Encrypted agreed() throws IOException {
        SSLSession session = last.orElseThrow().getSession();
        X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
        return new MailStep.Encrypted(
                session.getProtocol(),
                session.getCipherSuite(),
                OneLine.of(certificate.getSubjectX500Principal().getName(), ServerWords.LONGEST),
                OneLine.of(certificate.getIssuerX500Principal().getName(), ServerWords.LONGEST),
                certificate.getNotAfter().toInstant(),
                judge.doubt());
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, autoClose);
        last = Optional.of(socket);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("connects nothing");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("connects nothing");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("connects nothing");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("connects nothing");
    }

    /** Why the certificate is not trusted; empty: it is, or was never seen. */
    Optional<String> doubt() {
        return judge.doubt();
    }
}
