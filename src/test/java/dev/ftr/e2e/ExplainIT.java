package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.explain.Explainer;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Step;
import dev.ftr.health.Health;
import dev.ftr.kernel.SnapshotJson;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.RouteAction;
import dev.ftr.model.Snapshot;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.ObjectMapper;

/** What is explained is what the kernel says and what packets do. */
class ExplainIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUESTIONS = 400;
    private static final List<String> INSIDE = List.of("10.77.0.5", "10.77.0.7", "10.77.0.12", "10.77.0.18");
    private static final List<String> OUTSIDE =
            List.of("203.0.113.20", "203.0.113.130", "198.51.100.40", "198.51.100.200");
    private static final List<Integer> PORTS = List.of(25, 443, 5060, 9000, 15000);
    private static final InterfaceName LAN = new InterfaceName("eth0");

    private static final String PROVIDERS = """
            uplinks:
            - {name: fibre, interface: eth1, type: static, ip: 198.18.1.2, gateway: 198.18.1.1, description: One, priority_group: 1, weight: 2, extra_ips: [198.18.1.3]}
            - {name: cable, interface: eth2, type: static, ip: 198.18.2.2, gateway: 198.18.2.1, description: Two, priority_group: 1}
            - {name: lte, interface: eth3, type: static, ip: 198.18.3.2, gateway: 198.18.3.1, description: Three, priority_group: 2}
            downlinks: {lan: eth0}
            tests: {ips: [203.0.113.1, 203.0.113.2, 198.51.100.1], required_successful: 2}
            """;

    private static final String TRAFFIC = """
            policies:
            - {name: mail-out, match: {from: [10.77.0.5/32], protocol: tcp, ports: [25, 465, 587]}, uplinks: [cable, lte], otherwise: reject}
            - {name: voice, match: {to: [203.0.113.0/25], protocol: udp, ports: [5060, 10000-20000]}, uplinks: [lte]}
            - {name: only-cable, match: {from: [10.77.0.16/28], to: [198.51.100.0/24]}, uplinks: [cable], otherwise: reject}
            - {name: both, match: {protocol: tcp, ports: [15000]}, balance: [fibre, lte]}
            - {name: own-web, match: {own: true, protocol: tcp, ports: [443]}, uplinks: [lte, cable]}
            port_forwards:
            - {uplink: fibre, protocol: tcp, port: 443, to: "10.77.0.2:9000"}
            - {protocol: udp, port: 5060, to: "10.77.0.2:9000"}
            source_nat:
            - {from: [10.77.0.7/32], uplink: fibre, to: 198.18.1.3}
            """;

    /** A config and a health. */
    enum Case {
        PLAIN("base_priority: 20000\n", "fibre=up,cable=up,lte=up"),
        PLAIN_FAILED("base_priority: 20000\n", "fibre=down,cable=up,lte=up"),
        BEHIND_MAIN(TRAFFIC + "base_priority: 40000\n", "fibre=up,cable=up,lte=up"),
        TRAFFIC_UP(TRAFFIC + "base_priority: 20000\nfirewall: basic\n", "fibre=up,cable=up,lte=up"),
        TRAFFIC_FAILED(TRAFFIC + "base_priority: 20000\n", "fibre=up,cable=down,lte=up"),
        TRAFFIC_REJECTED(TRAFFIC + "base_priority: 20000\nfirewall: basic\n", "fibre=up,cable=down,lte=down"),
        PASSING_BY(TRAFFIC + "base_priority: 20000\nbypass: [198.51.100.128/25]\n", "fibre=up,cable=up,lte=up");

        private final String keys;
        private final String health;

        Case(String keys, String health) {
            this.keys = keys;
            this.health = health;
        }
    }

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.up("explain");
        // Every port of the internet is that of the server.
        for (String protocol : List.of("tcp", "udp"))
            lab.run(
                            "internet",
                            "bash",
                            "-c",
                            "iptables -t nat -A PREROUTING -p %s -j REDIRECT --to-ports 9000".formatted(protocol))
                    .exits(0);
        lab.router("ip address add 198.18.1.3/24 dev eth1", "ip route add 192.0.2.0/24 via 10.77.0.2");
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void theKernelRoutesAsExplained(Case which) {
        Explainer explainer = explainer(which);
        Random random = new Random(which.name().hashCode());
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) flows.add(flow(random));
        List<Journey> first = new ArrayList<>();
        StringBuilder batch = new StringBuilder();
        for (Flow flow : flows) {
            // All ways of one flow leave by the same route, with the same mark.
            first.add(explainer.explain(flow).journeys().getFirst());
            batch.append(question(flow, first.getLast())).append('\n');
        }
        List<String> answers = ask(batch.toString(), flows.size());
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++)
            if (!agree(first.get(i), answers.get(i)))
                wrong.add("%s%n  explained %s%n  kernel %s".formatted(flows.get(i), first.get(i), answers.get(i)));
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void packetsGoAsExplained(Case which) {
        Explainer explainer = explainer(which);
        lab.forgetMisrouted();
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (String protocol : List.of("tcp", "udp"))
            for (int port : PORTS) {
                SortedMap<String, Flows> bySource = new TreeMap<>();
                for (String source : INSIDE) bySource.put(source, flows("lan", protocol, port, "--from", source));
                Flows own = flows("router", protocol, port);
                for (Map.Entry<String, Flows> begun : bySource.entrySet())
                    for (Flows.Flow went : begun.getValue().finish()) {
                        Optional<String> source = Optional.of(begun.getKey());
                        check(explainer, flow(source, went.to(), protocol, port, Optional.of(LAN)), went)
                                .ifPresent(wrong::add);
                        seen++;
                    }
                for (Flows.Flow went : own.finish())
                    check(explainer, flow(Optional.empty(), went.to(), protocol, port, Optional.empty()), went)
                            .ifPresent(wrong::add);
            }
        assertEquals(List.of(), wrong);
        assertTrue(seen >= 300, seen + " flows");
        assertEquals(0, lab.misrouted());
    }

    @ParameterizedTest
    @EnumSource(
            value = Case.class,
            names = {"BEHIND_MAIN", "TRAFFIC_UP"})
    void callersReachWhatIsExplained(Case which) {
        Explainer explainer = explainer(which);
        List<String> wrong = new ArrayList<>();
        for (int uplink = 1; uplink <= 3; uplink++)
            for (String protocol : List.of("tcp", "udp"))
                for (int port : List.of(443, 5060, 9000)) {
                    List<Flows.Flow> flows = Flows.start(
                                    lab,
                                    "internet",
                                    "--to",
                                    Lab.source(uplink),
                                    "--protocol",
                                    protocol,
                                    "--port",
                                    Integer.toString(port),
                                    "--rate",
                                    "100",
                                    "--count",
                                    "3")
                            .finish();
                    Flow call = flow(
                            Optional.of("10.250.%d.2".formatted(uplink)),
                            Lab.source(uplink),
                            protocol,
                            port,
                            Optional.of(new InterfaceName("eth" + uplink)));
                    Fate fate = explainer.explain(call).journeys().getFirst().fate();
                    boolean answered = flows.stream().allMatch(f -> f.lost().isEmpty());
                    boolean served =
                            switch (fate) {
                                case Fate.Leaves leaves ->
                                    leaves.device().equals(LAN) && leaves.port().equals(OptionalInt.of(9000));
                                case Fate.Arrives arrives -> arrives.port().equals(OptionalInt.of(9000));
                                default -> false;
                            };
                    if (answered != served) wrong.add("%s: %s, but %s".formatted(call, fate, flows));
                }
        assertEquals(List.of(), wrong);
    }

    private Flows flows(String node, String protocol, int port, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--to",
                String.join(",", OUTSIDE),
                "--protocol",
                protocol,
                "--port",
                Integer.toString(port),
                "--rate",
                "200",
                "--count",
                "8"));
        words.addAll(List.of(more));
        return Flows.start(lab, node, words.toArray(String[]::new));
    }

    /** What is wrong, if something is. A lone way must be it; of several any may be. */
    private static Optional<String> check(Explainer explainer, Flow flow, Flows.Flow went) {
        List<Journey> journeys = explainer.explain(flow).journeys();
        Set<String> sources = journeys.stream()
                .map(j -> j.fate() instanceof Fate.Leaves leaves
                        ? leaves.source().map(IpAddress::toString).orElse("")
                        : "")
                .collect(Collectors.toCollection(TreeSet::new));
        return sources.contains(went.source())
                ? Optional.empty()
                : Optional.of("%s went as '%s' %s; explained %s".formatted(flow, went.source(), went.lost(), journeys));
    }

    private Explainer explainer(Case which) {
        Ftr ftr = Ftr.withText(lab, PROVIDERS + which.keys);
        ftr.run("apply", "--health", which.health).exits(0);
        Snapshot snapshot =
                SnapshotJson.read(JSON.readTree(ftr.run("snapshot").exits(0).out()));
        RouterConfig config = ((LoadResult.Loaded) new ConfigLoader().load(ftr.config())).config();
        Map<UplinkId, UplinkState> states = new TreeMap<>();
        for (String word : which.health.split(",", -1))
            for (Uplink uplink : config.uplinks())
                if (word.startsWith(uplink.name() + "="))
                    states.put(uplink.id(), word.endsWith("up") ? UplinkState.UP : UplinkState.DOWN);
        Explainer explainer = new Explainer(config, snapshot, Health.of(states, "as the test says"));
        assertEquals(List.of(), explainer.plan().steps(), "the kernel is as explained");
        return explainer;
    }

    private static Flow flow(Random random) {
        String protocol = random.nextBoolean() ? "tcp" : "udp";
        int port = pick(random, PORTS);
        String outside = pick(random, OUTSIDE);
        String inside = pick(random, INSIDE);
        int uplink = 1 + random.nextInt(3);
        return switch (random.nextInt(8)) {
            case 0 -> flow(Optional.empty(), outside, protocol, port, Optional.empty());
            case 1 -> flow(Optional.of(Lab.source(uplink)), outside, protocol, port, Optional.empty());
            case 2 -> flow(Optional.of(outside), Lab.source(uplink), protocol, port, in("eth" + uplink));
            case 3 -> flow(Optional.of(inside), "192.0.2.9", protocol, port, in("eth0"));
            case 4 -> flow(Optional.of(inside), "198.18.%d.77".formatted(uplink), protocol, port, in("eth0"));
            default -> flow(Optional.of(inside), outside, protocol, port, in("eth0"));
        };
    }

    private static Optional<InterfaceName> in(String device) {
        return Optional.of(new InterfaceName(device));
    }

    private static Flow flow(Optional<String> from, String to, String protocol, int port, Optional<InterfaceName> in) {
        return new Flow(
                from.map(IpAddress::parse),
                IpAddress.parse(to),
                IpProtocol.parse(protocol),
                OptionalInt.of(40_000),
                OptionalInt.of(port),
                in,
                0,
                Set.of());
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** As the kernel asks itself: after DNAT, with the mark that the chains have set. */
    private static String question(Flow flow, Journey journey) {
        IpAddress to = flow.to();
        int port = flow.port().getAsInt();
        if (journey.fate() instanceof Fate.Leaves leaves) {
            to = leaves.destination();
            port = leaves.port().getAsInt();
        }
        int mark = 0;
        for (Step step : journey.steps())
            if (step instanceof Step.Chained(var chain, int position, ChainRule.Known rule)
                    && rule.target() instanceof FirewallTarget.SetMark(var wanted)) mark = wanted.value();
        String source = flow.from().map(a -> " from " + a).orElse("");
        // Of the router's own packets only those without an address are routed before they have a mark.
        if (mark != 0 && flow.from().isEmpty()) source = " from " + Lab.source(1);
        return "route get %s%s%s mark %#x ipproto %s sport 40000 dport %d"
                .formatted(to, source, flow.in().map(d -> " iif " + d).orElse(""), mark, flow.protocol(), port);
    }

    /** One answer for each question; empty: refused. */
    private List<String> ask(String batch, int count) {
        try {
            Path file = lab.folder().resolve("questions");
            Files.writeString(file, batch);
            Ran ran = lab.run("router", "ip", "-force", "-batch", file.toString());
            Set<Integer> failed = ran.errors().stream()
                    .filter(l -> l.startsWith("Command failed"))
                    .map(l -> Integer.parseInt(l.replaceFirst(".*:(\\d+)$", "$1")))
                    .collect(Collectors.toSet());
            List<String> lines =
                    ran.out().lines().filter(l -> !l.startsWith(" ")).toList();
            List<String> answers = new ArrayList<>();
            int next = 0;
            for (int i = 1; i <= count; i++) answers.add(failed.contains(i) ? "" : lines.get(next++));
            assertEquals(lines.size(), next, ran::toString);
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean agree(Journey journey, String answer) {
        Optional<Step.Routed> routed = journey.steps().stream()
                .filter(Step.Routed.class::isInstance)
                .map(Step.Routed.class::cast)
                .findFirst();
        if (journey.fate() instanceof Fate.Arrives) return answer.startsWith("local ");
        if (journey.steps().stream().anyMatch(Step.NoWayBack.class::isInstance)) return answer.isEmpty();
        if (routed.isEmpty() || !(routed.get().route().action() instanceof RouteAction.Unicast unicast))
            return answer.isEmpty();
        return unicast.nexthops().stream()
                .anyMatch(n -> answer.contains(" dev " + n.device() + " ")
                        && n.gateway()
                                .map(g -> answer.contains(" via " + g + " "))
                                .orElse(!answer.contains(" via ")));
    }
}
