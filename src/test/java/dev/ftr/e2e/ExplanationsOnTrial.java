package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.e2e.RandomFlows.Begun;
import dev.ftr.e2e.RandomRouters.RandomRouter;
import dev.ftr.e2e.Tracks.Seen;
import dev.ftr.e2e.Tracks.Sent;
import dev.ftr.e2e.Tracks.Sight;
import dev.ftr.e2e.Tracks.Track;
import dev.ftr.explain.Doubt;
import dev.ftr.explain.Explainer;
import dev.ftr.explain.Explanation;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Reply;
import dev.ftr.health.Health;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Explanations beside what the kernel of a lab's router says, and what packets do there. */
final class ExplanationsOnTrial implements AutoCloseable {
    private static final int FLOWS = 30;
    private static final int SUPPOSED = 20;

    private final boolean oneSwitch;
    private final Lab lab;
    private final LabRouter router;
    private final Tracks tracks;
    private final RandomFlows flows;
    private final List<String> wrong = new ArrayList<>();
    private int packets;
    private int unseen;
    private double tookFirst;
    private double variance;

    /** In a lab of its own. */
    ExplanationsOnTrial(boolean oneSwitch) {
        this.oneSwitch = oneSwitch;
        List<String> options = new ArrayList<>(List.of("--for", "7200"));
        if (oneSwitch) options.add("--one-switch");
        lab = Lab.up("explain", options.toArray(String[]::new));
        router = new LabRouter(lab);
        tracks = new Tracks(lab);
        flows = new RandomFlows(oneSwitch);
        lab.router("ip address add 198.18.1.3/24 dev eth1; ip route add 192.0.2.0/24 via 10.77.0.2");
        lab.router("ip address add 198.18.2.3/24 dev " + (oneSwitch ? "eth1" : "eth2"));
        if (!oneSwitch) lab.router("ip address flush dev eth3");
    }

    @Override
    public void close() {
        lab.close();
    }

    /** Tries one random config. */
    void tryOne(Random random) {
        RandomRouter made = valid(new RandomRouters(random, oneSwitch));
        lab.router(String.join(" && ", made.surroundings()));
        compare(made, random);
        lab.router(String.join("; ", made.undoing()) + "; true");
        if (!wrong.isEmpty()) wrong.add(made.toString());
    }

    /** Each disagreement, and the config. */
    List<String> wrong() {
        return wrong;
    }

    int packets() {
        return packets;
    }

    /** Those of them that left the router nowhere. */
    int unseen() {
        return unseen;
    }

    /** How far the number of connections that took their likeliest way is from what is explained, in standard deviations. */
    double imbalance() {
        return variance == 0 ? 0 : tookFirst / Math.sqrt(variance);
    }

    private RandomRouter valid(RandomRouters routers) {
        for (int tries = 0; tries < 20; tries++) {
            RandomRouter made = routers.next();
            if (load(made.config()) instanceof LoadResult.Loaded) return made;
        }
        throw new AssertionError("no valid config: " + load(routers.next().config()));
    }

    private LoadResult load(String text) {
        try {
            Path file = lab.folder().resolve("ftr.yaml");
            Files.writeString(file, text);
            return new ConfigLoader().load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(RandomRouter made, Random random) {
        RouterConfig config = ((LoadResult.Loaded) load(made.config())).config();
        SortedMap<UplinkId, UplinkState> states = new TreeMap<>();
        for (Uplink uplink : config.uplinks())
            states.put(uplink.id(), made.health().get(uplink.name()));
        Explainer explainer = reach(config, states);
        ask(random, config, flow -> explainer.explain(flow).journeys());

        List<UplinkId> failing =
                List.copyOf(explainer.explain(anyFlow()).failures().keySet());
        if (failing.isEmpty()) return;
        UplinkId failed = failing.get(random.nextInt(failing.size()));
        states.put(failed, UplinkState.DOWN);
        reach(config, states);
        ask(random, config, flow -> failing(explainer.explain(flow), failed));
    }

    private static List<Journey> failing(Explanation explanation, UplinkId failed) {
        List<Journey> then = explanation.failures().get(failed);
        if (then == null) throw new AssertionError(failed + " has no failure explained");
        return then;
    }

    /** What was explained before the kernel was as explained. */
    private Explainer reach(RouterConfig config, SortedMap<UplinkId, UplinkState> states) {
        Health health = Health.of(states, "as the test says");
        Explainer explainer = new Explainer(config, router.snapshot(config), health);
        router.apply(explainer.plan());
        assertEquals(
                List.of(),
                new Explainer(config, router.snapshot(config), health).plan().steps(),
                "the kernel is as explained");
        return explainer;
    }

    private interface Explained {
        List<Journey> of(Flow flow);
    }

    private void ask(Random random, RouterConfig config, Explained explained) {
        List<Begun> begun = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) begun.add(flows.real(random));
        List<Flow> asked = new ArrayList<>(begun.stream().map(Begun::flow).toList());
        for (int i = 0; i < SUPPOSED; i++) asked.add(flows.supposed(random));
        askKernel(
                asked.stream().map(f -> new RoutingQuestion(f, explained.of(f))).toList());
        send(config, begun, explained);
    }

    private void askKernel(List<RoutingQuestion> questions) {
        List<String> answers =
                router.ask(questions.stream().map(RoutingQuestion::text).toList());
        for (int i = 0; i < answers.size(); i++)
            if (!questions.get(i).agrees(answers.get(i)))
                wrong.add("%s%n  explained %s%n  asked %s%n  kernel %s"
                        .formatted(
                                questions.get(i).flow(),
                                questions.get(i).journeys(),
                                questions.get(i).text(),
                                answers.get(i)));
    }

    private void send(RouterConfig config, List<Begun> begun, Explained explained) {
        List<Sent> sent = begun.stream()
                .map(b -> {
                    List<Journey> journeys = explained.of(b.flow());
                    boolean seen = journeys.stream().noneMatch(j -> expected(j).isEmpty()) && !mayLackWayBack(journeys);
                    return new Sent(b.node(), b.flow(), seen, isSureOfAnswer(config, b, journeys));
                })
                .toList();
        Sight sight = tracks.follow(sent);
        for (String stray : sight.strays()) wrong.add("a packet that nobody has sent: " + stray);
        for (Begun one : begun) {
            List<Journey> journeys = explained.of(one.flow());
            Track track = sight.of(one.flow());
            Set<Set<Seen>> expected =
                    journeys.stream().map(ExplanationsOnTrial::expected).collect(Collectors.toSet());
            if (mayLackWayBack(journeys)) expected.add(Set.of());
            List<String> replies = repliesBy(config, one, journeys);
            boolean answered = replies.isEmpty() || isAnswered(one.flow(), replies, track);
            if (!expected.contains(track.firsts()) || !answered)
                wrong.add("%s%n  explained %s%n  expected %s, reply by %s%n  was %s"
                        .formatted(one, journeys, expected, replies, track));
            if (config.traffic().clientTime().isEmpty())
                weigh(journeys.getFirst(), expected(journeys.getFirst()).equals(track.firsts()));
            packets++;
            if (track.firsts().isEmpty()) unseen++;
        }
    }

    /** UDP is answered by errors, if at all, of which the kernel sends so many a second. */
    private static boolean isAnswered(Flow flow, List<String> by, Track track) {
        List<String> nodes = track.answers().stream()
                .filter(a -> a.source().equals(flow.to().toString()))
                .map(Seen::node)
                .toList();
        return by.containsAll(nodes) && (!nodes.isEmpty() || flow.protocol() == IpProtocol.UDP);
    }

    /** By an interface that is no uplink of this config: its rp_filter is what an earlier config has left there. */
    private static boolean mayLackWayBack(List<Journey> journeys) {
        return journeys.getFirst().doubts().stream().anyMatch(Doubt.MayLackWayBack.class::isInstance);
    }

    private void weigh(Journey likeliest, boolean taken) {
        tookFirst += (taken ? 1 : 0) - likeliest.share();
        variance += likeliest.share() * (1 - likeliest.share());
    }

    /** Where the first packet comes to; empty: nowhere that can be seen. */
    private static Set<Seen> expected(Journey journey) {
        if (!(journey.fate() instanceof Fate.Leaves leaves)) return Set.of();
        return station(leaves.device(), leaves.gateway().orElse(leaves.destination()))
                .map(node -> new Seen(
                        node,
                        leaves.source().map(IpAddress::toString).orElse(""),
                        leaves.destination().toString(),
                        leaves.port().orElse(0)))
                .map(Set::of)
                .orElse(Set.of());
    }

    private static Optional<String> station(InterfaceName device, IpAddress next) {
        String[] parts = next.toString().split("\\.", -1);
        if (device.value().equals("eth0"))
            return next.toString().startsWith("10.77.0.") && Integer.parseInt(parts[3]) > 1
                    ? Optional.of("lan")
                    : Optional.empty();
        return next.toString().startsWith("198.18.") && parts[3].equals("1")
                ? Optional.of("p" + parts[2])
                : Optional.empty();
    }

    private static boolean isSureOfAnswer(RouterConfig config, Begun one, List<Journey> journeys) {
        return one.flow().protocol() != IpProtocol.UDP
                && !repliesBy(config, one, journeys).isEmpty();
    }

    /** The providers by which a caller may be answered; empty: nothing is said about that. */
    private static List<String> repliesBy(RouterConfig config, Begun one, List<Journey> journeys) {
        if (!one.node().equals("internet")) return List.of();
        return journeys.getFirst().reply().map(Reply::uplinks).orElse(List.of()).stream()
                .map(id -> "p" + (config.uplinks().indexOf(config.uplink(id).orElseThrow()) + 1))
                .toList();
    }

    private static Flow anyFlow() {
        return new Flow(
                Optional.empty(),
                IpAddress.parse(RandomRouters.OUTSIDE.getFirst()),
                IpProtocol.TCP,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                0,
                Set.of());
    }
}
