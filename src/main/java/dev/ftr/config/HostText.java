package dev.ftr.config;

import dev.ftr.model.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names and addresses of hosts out there, alone or in a URL. */
final class HostText {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private static final int LONGEST_URL = 1000;

    private HostText() {}

    /** A domain name (RFC 1035, section 2.3.4), and no address, nor what looks like one. */
    static boolean isName(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > 253) return false;
        String[] labels = name.split("\\.", -1);
        for (String label : labels) if (!LABEL.matcher(label).matches()) return false;
        return !DIGITS.matcher(labels[labels.length - 1]).matches();
    }

    static boolean isHost(String text) {
        return isName(text) || address(text).filter(IpAddress::isUnicast).isPresent();
    }

    /** As {@link #isHost}, or on this machine. */
    static boolean isServer(String text) {
        return isHost(text)
                || address(text).filter(a -> a.inet().isLoopbackAddress()).isPresent();
    }

    static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }

    /** The parts of an http or https URL of at most 1000 characters; empty when it is none. */
    static Optional<URI> url(String text) {
        if (text.length() > LONGEST_URL || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) return Optional.empty();
        try {
            URI uri = new URI(text).parseServerAuthority();
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean port = uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= 65535);
            return web && port && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The host that a URL of {@link #url} names. */
    static String hostOf(String url) {
        return url(url).map(uri -> Optional.ofNullable(uri.getHost()).orElse(""))
                .orElse("");
    }
}
