package dev.ftr.e2e;

import dev.ftr.model.UplinkState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random configs for the router of a lab, each with a health and with what else there is on the router. */
final class RandomRouters {
    /** What machines inside have. */
    static final List<String> INSIDE =
            List.of("10.77.0.2", "10.77.0.5", "10.77.0.7", "10.77.0.12", "10.77.0.17", "10.77.0.18");

    static final List<String> OUTSIDE =
            List.of("203.0.113.20", "203.0.113.130", "198.51.100.40", "198.51.100.200", "203.0.113.65");
    /** Nobody listens on any of them: connections are refused at once, and no server sends anything again later. */
    static final List<Integer> PORTS = List.of(25, 443, 5060, 9100, 15000);

    /** On its way to a machine inside that is no neighbour of the router. */
    static final String BEHIND = "192.0.2.9";

    private static final List<String> NAMES = List.of("fibre", "cable", "lte");

    private final Random random;
    private final boolean oneSwitch;

    RandomRouters(Random random, boolean oneSwitch) {
        this.random = random;
        this.oneSwitch = oneSwitch;
    }

    /**
     * A router.
     *
     * @param health by name of the uplink
     * @param surroundings commands of {@code ip} and {@code iptables} that make what is not ours
     */
    record RandomRouter(String config, Map<String, UplinkState> health, List<String> surroundings) {
        /** Commands that take away what is not ours. */
        List<String> undoing() {
            return surroundings.reversed().stream()
                    .map(c -> c.replaceFirst(" add ", " del ").replaceFirst(" -A ", " -D "))
                    .toList();
        }

        @Override
        public String toString() {
            return config + health + "\n" + String.join("\n", surroundings);
        }
    }

    RandomRouter next() {
        List<String> kinds = IntStream.rangeClosed(1, 3).mapToObj(this::kind).toList();
        List<String> surroundings = new ArrayList<>();
        if (!oneSwitch)
            surroundings.add(
                    kinds.get(2).equals("ppp")
                            ? "ip address add 198.18.3.2 peer 198.18.3.1/32 dev eth3"
                            : "ip address add 198.18.3.2/24 dev eth3");
        if (kinds.get(1).equals("dhcp") && chance(0.85))
            surroundings.add("ip route add default via 198.18.2.1 dev eth2 proto dhcp metric 100");
        surroundings.addAll(others());
        StringBuilder config = new StringBuilder("uplinks:\n");
        int count = chance(0.1) ? 2 : 3;
        for (int i = 1; i <= count; i++) config.append(uplink(i, kinds.get(i - 1)));
        config.append("downlinks: {lan: eth0}\ntests: {ips: [203.0.113.1, 203.0.113.2]}\n");
        list(config, "policies", chance(0.8) ? 6 : 0, new Numbered(count)::policy);
        list(config, "port_forwards", 4, () -> forward(count));
        list(config, "source_nat", 2, this::rewrite);
        words(config, "no_nat", 1, () -> "10.77.0.18/31");
        words(config, "bypass", chance(0.3) ? 2 : 0, () -> block(OUTSIDE));
        config.append("base_priority: %s%n".formatted(chance(0.75) ? 20000 : 40000));
        if (chance(0.5)) config.append("firewall: basic\n");
        if (chance(0.2)) config.append("sticky: client\n");
        if (chance(0.3)) config.append("base_table: 1000\nfwmark_mask: 0xff00\nbase_fwmark: 0x100\n");
        Map<String, UplinkState> health = new LinkedHashMap<>();
        for (int i = 0; i < count; i++)
            health.put(
                    NAMES.get(i),
                    chance(0.75) ? UplinkState.UP : pick(List.of(UplinkState.DOWN, UplinkState.DEGRADED)));
        return new RandomRouter(config.toString(), health, surroundings);
    }

    private String kind(int uplink) {
        if (!oneSwitch && uplink == 2 && chance(0.4)) return "dhcp";
        return !oneSwitch && uplink == 3 && chance(0.5) ? "ppp" : "static";
    }

    private String uplink(int i, String kind) {
        String device = oneSwitch ? "eth1" : "eth" + i;
        List<String> keys = new ArrayList<>(List.of(
                "name: " + NAMES.get(i - 1), "interface: " + device, "type: " + kind, "description: Number " + i));
        if (kind.equals("static")) keys.addAll(List.of("ip: " + Lab.source(i), "gateway: " + Lab.gateway(i)));
        if (!kind.equals("dhcp") && i < 3) keys.add("extra_ips: [198.18.%d.3]".formatted(i));
        if (i == 1 || chance(0.8)) keys.add("priority_group: " + (1 + random.nextInt(2)));
        if (chance(0.6)) keys.add("weight: " + (1 + random.nextInt(5)));
        if (i == 3 && chance(0.2)) keys.add("id: 7");
        return "- {%s}%n".formatted(String.join(", ", keys));
    }

    /** What others have put on the router. */
    private List<String> others() {
        List<String> commands = new ArrayList<>();
        Stream.of(
                        "ip route add default via 10.77.0.2 metric 700",
                        "ip route add default via 198.18.1.1 dev eth1 metric 50",
                        "ip route add 198.51.100.0/25 via 10.77.0.2",
                        "ip route add 203.0.113.64/26 via 198.18.1.1 dev eth1",
                        "ip route add unreachable 198.51.100.192/26",
                        "ip rule add pref 150 to 203.0.113.128/25 from 10.77.0.16/28 lookup 300",
                        "ip rule add pref 39100 fwmark 0x10000/0x10000 lookup 300",
                        "iptables -t nat -A POSTROUTING -s 10.77.0.16/28 ! -o eth0 -j MASQUERADE",
                        "iptables -A FORWARD -s 10.77.0.12/32 -d 198.51.100.0/24 -p tcp -j DROP",
                        "iptables -t mangle -A PREROUTING -s 10.77.0.17/32 -j MARK --set-xmark 0x10000/0x10000")
                .filter(c -> chance(0.12))
                .forEach(commands::add);
        commands.add("ip route add default via 10.77.0.2 table 300");
        return commands;
    }

    /** Policies with names of their own. */
    private final class Numbered {
        private final int uplinks;
        private int number;

        Numbered(int uplinks) {
            this.uplinks = uplinks;
        }

        String policy() {
            List<String> match = new ArrayList<>();
            boolean own = chance(0.25);
            if (own) match.add("own: true");
            if (!own && chance(0.5)) match.add("from: [%s]".formatted(block(INSIDE)));
            if (chance(0.5)) match.add("to: [%s, %s]".formatted(block(OUTSIDE), block(OUTSIDE)));
            String protocol = pick(List.of("", "tcp", "udp", "icmp", "[tcp, udp]"));
            if (!protocol.isEmpty()) match.add("protocol: " + protocol);
            if (!protocol.equals("icmp") && chance(0.5)) match.add("ports: [%d, %s]".formatted(pick(PORTS), range()));
            if (!protocol.equals("icmp") && chance(0.15)) match.add("source_ports: [20000-30000, 45000-47000]");
            if (!own && chance(0.2)) match.add("interface: eth0");
            if (!own && chance(0.1)) match.add("mark: 0x10000/0x10000");
            if (match.isEmpty()) match.add("protocol: tcp");
            List<String> names = new ArrayList<>(NAMES.subList(0, uplinks));
            Collections.shuffle(names, random);
            String chosen = String.join(", ", names.subList(0, 1 + random.nextInt(uplinks)));
            return "{name: p%d, match: {%s}, %s: [%s]%s}"
                    .formatted(
                            ++number,
                            String.join(", ", match),
                            pick(List.of("uplinks", "balance")),
                            chosen,
                            pick(List.of("", ", otherwise: reject", ", otherwise: any")));
        }
    }

    private String forward(int uplinks) {
        int uplink = 1 + random.nextInt(uplinks);
        String which = chance(0.5) ? "" : "uplink: %s, ".formatted(NAMES.get(uplink - 1));
        String address = !which.isEmpty() && uplink == 1 && chance(0.5) ? "address: 198.18.1.3, " : "";
        int port = pick(PORTS);
        String ports = pick(List.of("port: %d, to: \"10.77.0.2:9100\"", "port: %d, to: 10.77.0.7"))
                .formatted(port);
        if (chance(0.2)) ports = "port: %d-%d, to: \"10.77.0.12:%d-%d\"".formatted(port, port + 100, 8000, 8100);
        return "{%s%sprotocol: %s, %s}".formatted(which, address, pick(List.of("tcp", "udp")), ports);
    }

    private String rewrite() {
        return "{from: [%s], uplink: fibre, to: 198.18.1.3}".formatted(block(INSIDE));
    }

    private String range() {
        int first = pick(PORTS);
        return first + "-" + (first + random.nextInt(3000));
    }

    private String block(List<String> addresses) {
        return pick(addresses) + pick(List.of("/32", "/28", "/25", "/24"));
    }

    private void list(StringBuilder config, String key, int most, Supplier<String> one) {
        int count = random.nextInt(most + 1);
        if (count == 0) return;
        config.append(key).append(":\n");
        for (int i = 0; i < count; i++) config.append("- ").append(one.get()).append('\n');
    }

    private void words(StringBuilder config, String key, int most, Supplier<String> one) {
        int count = random.nextInt(most + 1);
        if (count > 0)
            config.append("%s: [%s]%n"
                    .formatted(key, Stream.generate(one).limit(count).distinct().collect(Collectors.joining(", "))));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
