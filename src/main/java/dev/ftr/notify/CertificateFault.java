package dev.ftr.notify;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;

/** Says in words why a certificate is not trusted. */
final class CertificateFault {
    private CertificateFault() {}

    static String words(CertificateException why, X509Certificate certificate) {
        for (Throwable cause = why; cause != null; cause = cause.getCause())
            switch (cause) {
                case CertificateExpiredException _ -> {
                    return "it has expired on "
                            + certificate.getNotAfter().toInstant().truncatedTo(ChronoUnit.SECONDS);
                }
                case CertificateNotYetValidException _ -> {
                    return "it is not valid before "
                            + certificate.getNotBefore().toInstant().truncatedTo(ChronoUnit.SECONDS);
                }
                case CertPathBuilderException _ -> {
                    return "it is issued by %s, which this machine does not know"
                            .formatted(certificate.getIssuerX500Principal().getName());
                }
                default -> {}
            }
        return String.valueOf(why.getMessage());
    }
}
