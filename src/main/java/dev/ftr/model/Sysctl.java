package dev.ftr.model;

/**
 * A kernel parameter.
 *
 * @param path below /proc/sys, with slashes, since a VLAN interface has a dot in its name: {@code
 *     net/ipv4/conf/eth0.10/rp_filter}
 */
public record Sysctl(String path) implements Comparable<Sysctl> {
    public static final Sysctl IP_FORWARD = new Sysctl("net/ipv4/ip_forward");
    public static final Sysctl MULTIPATH_HASH_POLICY = new Sysctl("net/ipv4/fib_multipath_hash_policy");

    /** What a flow's way is chosen by under policy 3, as bits: 1 is the source address (Linux 5.12 and later). */
    public static final Sysctl MULTIPATH_HASH_FIELDS = new Sysctl("net/ipv4/fib_multipath_hash_fields");

    /** Source validation of a device: 2 is loose (ip-sysctl in the kernel's documentation). */
    public static Sysctl rpFilter(InterfaceName device) {
        return new Sysctl("net/ipv4/conf/" + device + "/rp_filter");
    }

    /** Whether packets that come in by a device are forwarded. */
    public static Sysctl forwarding(InterfaceName device) {
        return new Sysctl("net/ipv4/conf/" + device + "/forwarding");
    }

    /** Whether routes over a device without carrier are passed over. */
    public static Sysctl ignoreRoutesWithLinkdown(InterfaceName device) {
        return new Sysctl("net/ipv4/conf/" + device + "/ignore_routes_with_linkdown");
    }

    @Override
    public int compareTo(Sysctl other) {
        return path.compareTo(other.path);
    }

    /** As sysctl(8) names it: dots for slashes, slashes for the dots of an interface name. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(path);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') text.setCharAt(i, '.');
            else if (c == '.') text.setCharAt(i, '/');
        }
        return text.toString();
    }
}
