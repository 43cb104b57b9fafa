package dev.ftr.probe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says why TLS did not come about, in other words than the library's, which wraps the reason up to four times. */
final class TlsFailure {
    private TlsFailure() {}

    static IOException of(SSLException failure) {
        return Stream.<Throwable>iterate(failure, Throwable::getCause)
                .limit(10)
                .takeWhile(cause -> cause != null)
                .flatMap(cause -> words(cause).stream())
                .reduce((outer, inner) -> inner)
                .map(words -> new IOException(words, failure))
                .orElseGet(() -> new IOException("TLS: " + failure.getMessage(), failure));
    }

    private static Optional<String> words(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException e -> Optional.of("certificate has expired");
            case CertificateNotYetValidException e -> Optional.of("certificate is not valid yet");
            case CertPathBuilderException e -> Optional.of("certificate is not trusted");
            case CertificateException e
            when String.valueOf(e.getMessage()).startsWith("No ") -> Optional.of("certificate is for another name");
            case CertificateException e -> Optional.of("certificate is not valid");
            case Refused e -> Optional.ofNullable(e.getMessage());
            case InterruptedIOException e -> Optional.ofNullable(e.getMessage());
            default -> Optional.empty();
        };
    }
}
