package dev.ftr.model;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** An IPv4 or IPv6 address. Never a host name: nothing here asks a name server. */
public record IpAddress(InetAddress inet) implements Comparable<IpAddress> {
    private static final Pattern DOTTED_QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Reads a literal address.
     *
     * @throws IllegalArgumentException when the text is not a dotted quad or an IPv6 literal
     */
    public static IpAddress parse(String text) {
        if (DOTTED_QUAD.matcher(text).matches()) return new IpAddress(Inet4Address.ofLiteral(text));
        if (COLONS.matcher(text).matches()) return new IpAddress(Inet6Address.ofLiteral(text));
        throw new IllegalArgumentException("'%s' is not an IP address".formatted(text));
    }

    public Family family() {
        return inet instanceof Inet4Address ? Family.IPV4 : Family.IPV6;
    }

    /** The address in network byte order: 4 or 16 bytes. */
    public byte[] bytes() {
        return inet.getAddress();
    }

    /**
     * Whether a host can have this address: not "any", loopback, multicast, or in the reserved range 240.0.0.0/4 with the
     * limited broadcast address (RFC 6890).
     */
    public boolean isUnicast() {
        boolean reserved = family() == Family.IPV4 && ((bytes()[0] & 0xf0) == 0xf0 || bytes()[0] == 0);
        return !reserved && !inet.isAnyLocalAddress() && !inet.isLoopbackAddress() && !inet.isMulticastAddress();
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family().compareTo(other.family());
        return byFamily != 0 ? byFamily : Arrays.compareUnsigned(bytes(), other.bytes());
    }

    /** As all tools print it: IPv6 in the short form of RFC 5952, section 4. */
    @Override
    public String toString() {
        if (family() == Family.IPV4) return inet.getHostAddress();
        String[] groups = inet.getHostAddress().split(":");
        int start = 0;
        int length = 1; // a single zero group is not shortened
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) end++;
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        if (length == 1) return String.join(":", groups);
        List<String> all = Arrays.asList(groups);
        return String.join(":", all.subList(0, start)) + "::"
                + String.join(":", all.subList(start + length, groups.length));
    }
}
