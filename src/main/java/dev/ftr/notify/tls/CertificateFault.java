package dev.ftr.notify.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words why a certificate is not trusted. */
final class CertificateFault {
    private CertificateFault() {}

    /** @param host whose certificate it should be */
    static String words(CertificateException why, X509Certificate certificate, String host) {
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
        String words = String.valueOf(why.getMessage());
        // What Java says when the name is wrong, which has no exception of its own.
        boolean name = words.startsWith("No subject alternative") || words.startsWith("No name matching");
        return name ? "it is for %s, not for %s".formatted(names(certificate), host) : words;
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null)
                return names.stream().map(n -> String.valueOf(n.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "nobody";
        }
        return certificate.getSubjectX500Principal().getName();
    }
}
