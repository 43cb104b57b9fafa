package dev.ftr.probe;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * What a URL says about a request.
 *
 * @param authority host and port as in the Host field (RFC 9110, section 7.2)
 * @param resource path and query, as on the request line
 */
record HttpUrl(boolean secure, String host, int port, String authority, String resource) {
    /** @throws IOException when no request can be made of it; the message does not repeat it */
    static HttpUrl parse(String text) throws IOException {
        URI uri = uri(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) throw new IOException("the URL is neither http:// nor https://");
        if (uri.getRawUserInfo() != null) throw new IOException("the URL has a user name, which is not sent");
        if (uri.getHost() == null) throw new IOException("the URL has no host name");
        int usual = secure ? 443 : 80;
        int port = uri.getPort() == -1 ? usual : uri.getPort();
        if (port < 1 || port > 65535) throw new IOException("the URL has a port that is not within 1..65535");
        String host = uri.getHost();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new HttpUrl(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                port == usual ? host : host + ":" + port,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** Without the parts that hold tokens and passwords. */
    static String withoutSecrets(String url) {
        String shown = url.split("[?#]", 2)[0];
        int authority = shown.indexOf("://") + 3;
        if (authority < 3) return shown;
        int end = shown.indexOf('/', authority);
        int user = shown.lastIndexOf('@', end < 0 ? shown.length() : end);
        return user < authority ? shown : shown.substring(0, authority) + shown.substring(user + 1);
    }

    private static URI uri(String text) throws IOException {
        try {
            // Other letters than those of ASCII are sent as their bytes in UTF-8 (RFC 3987, section 3.1).
            return new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw new IOException("the URL is not one: " + e.getReason());
        }
    }
}
