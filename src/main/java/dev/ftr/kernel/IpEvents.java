package dev.ftr.kernel;

import dev.ftr.kernel.EventFilter.News;
import java.util.List;

/**
 * Lines of {@code ip -o monitor label}. {@code netconf} tells of forwarding, rp_filter and ignore_routes_with_linkdown, of
 * each device and of all; of no other kernel parameter, {@code fib_multipath_hash_policy} among them.
 */
final class IpEvents {
    static final List<String> COMMAND =
            List.of("ip", "-o", "monitor", "label", "link", "address", "route", "rule", "netconf");

    private IpEvents() {}

    static News read(String line) {
        if (!line.startsWith("[")) return line.contains("No buffer space") ? News.LOST : News.WORDS;
        if (line.startsWith("[RULE]") || line.startsWith("[NETCONF]")) return News.ROUTING;
        if (!line.startsWith("[ROUTE]")) return News.LINKS;
        // Routes of table main are listed without a table: a routing daemon changes thousands of them, none of them
        // ours.
        // What changes in table local follows from an address or a device, which have lines of their own.
        if (isDefaultOfMain(line)) return News.LINKS;
        return line.contains(" table ") && !line.contains(" table local ") ? News.ROUTING : News.NOTHING;
    }

    /**
     * A DHCP client tells its gateway by such a route, and like an address it comes and goes by itself. What routers announce
     * over IPv6 every few minutes is no such route; its lines end with a preference (RFC 4191).
     */
    private static boolean isDefaultOfMain(String line) {
        return (line.startsWith("[ROUTE]default ") || line.startsWith("[ROUTE]Deleted default "))
                && !line.contains(" table ")
                && !line.contains(" pref ");
    }
}
