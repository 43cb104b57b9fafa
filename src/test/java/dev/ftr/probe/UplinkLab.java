package dev.ftr.probe;

import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.testing.NetworkNamespace;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A router with uplinks and the internet behind them. Uplink {@code i}: device {@code ethI} with 198.18.I.1, whose provider
 * is 198.18.I.2 on {@code upI}; table 1000 + i; mark i. The targets 203.0.113.1 to .9 answer, the others do not.
 */
final class UplinkLab implements AutoCloseable {
    final NetworkNamespace router = NetworkNamespace.create("router");
    final NetworkNamespace internet;

    UplinkLab(int... uplinks) {
        try {
            internet = NetworkNamespace.create("internet");
        } catch (RuntimeException e) {
            router.close();
            throw e;
        }
        try {
            sysctl(router, "conf/all/rp_filter", "2");
            sysctl(internet, "conf/all/rp_filter", "0");
            // Else the targets' addresses would be answered for on every link, and reached without any route.
            sysctl(internet, "conf/all/arp_ignore", "1");
            sysctl(internet, "icmp_ratelimit", "0");
            for (int i = 1; i <= 9; i++) internet.ip("address add 203.0.113." + i + "/32 dev lo");
            for (int uplink : uplinks) add(uplink);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    void add(int uplink) {
        String device = "eth" + uplink;
        router.connect(device, internet, "up" + uplink);
        internet.ip("address add 198.18.%d.2/24 dev up%d".formatted(uplink, uplink));
        router.ip("address add 198.18.%d.1/24 dev %s".formatted(uplink, device));
        router.ip("route add default via 198.18.%d.2 dev %s table %d".formatted(uplink, device, 1000 + uplink));
        if (router.ip("rule").contains("lookup " + (1000 + uplink))) return;
        router.ip("rule add from 198.18.%d.1 lookup %d".formatted(uplink, 1000 + uplink));
        router.ip("rule add fwmark %d/0xff lookup %d".formatted(uplink, 1000 + uplink));
    }

    static void sysctl(NetworkNamespace where, String name, String value) {
        where.run(() -> Files.writeString(java.nio.file.Path.of("/proc/sys/net/ipv4/" + name), value));
    }

    static HealthWatch.Path way(int uplink) {
        return new HealthWatch.Path(
                new UplinkId(uplink),
                new InterfaceName("eth" + uplink),
                IpAddress.parse("198.18." + uplink + ".1"),
                new FwMark(uplink, 0xff),
                Optional.of(IpAddress.parse("198.18." + uplink + ".2")));
    }

    /** Counts ICMP packets that come in by a device; read with {@link #counted}. */
    static void count(NetworkNamespace where, String device, String type) {
        where.command("iptables", "-t", "raw", "-A", "PREROUTING", "-i", device, "-p", "icmp", "--icmp-type", type);
    }

    /** Packets of the counter that was set up first. */
    static long counted(NetworkNamespace where) {
        String rules = where.command("iptables-save", "-c", "-t", "raw");
        return rules.lines()
                .filter(l -> l.contains("-A PREROUTING"))
                .mapToLong(l -> Long.parseLong(l.substring(1, l.indexOf(':'))))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        internet.close();
        router.close();
    }
}
