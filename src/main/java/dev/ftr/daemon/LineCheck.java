package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.health.Watched;
import dev.ftr.kernel.Reading;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Link;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import dev.ftr.probe.HealthWatch.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether the router works, judged by what is in the kernel: so that the lines before and after a change of the config are
 * counted alike, also those that only one of the configs knows.
 *
 * @param watches makes what probes; told whom to wake when it knows more
 */
public record LineCheck(RouterConfig config, Function<Runnable, HealthWatch> watches) {
    /**
     * How many uplinks with a way out in the kernel are up or degraded, by one round of probes to the targets of this config;
     * takes 3 s at most.
     */
    public int healthy(Reading reading) throws InterruptedException {
        List<Path> lines = lines(reading.state(), config.numbering().routeProtocol());
        if (lines.isEmpty()) return 0;
        Map<UplinkId, Path> paths = new TreeMap<>();
        List<Watched> watched = new ArrayList<>();
        for (Path line : lines) {
            paths.put(line.uplink(), line);
            watched.add(new Watched(line.uplink(), policy(line), true, Optional.empty()));
        }
        Health health = HealthCheck.verdicts(watched, paths, watches);
        return (int) lines.stream()
                .map(line -> health.state(line.uplink()))
                .filter(state -> state == UplinkState.UP || state == UplinkState.DEGRADED)
                .count();
    }

    /** What keeps the downlinks from working; empty: all are there, switched on and with carrier. */
    public Optional<String> brokenDownlink(Reading reading) {
        return config.downlinks().stream()
                .flatMap(name -> trouble(name, reading).stream())
                .findFirst();
    }

    private static Optional<String> trouble(InterfaceName name, Reading reading) {
        Optional<Link> link = reading.links().find(name);
        if (link.isEmpty()) return Optional.of("downlink %s is not there".formatted(name));
        if (!link.get().adminUp()) return Optional.of("downlink %s is switched off".formatted(name));
        return link.get().carrier() ? Optional.empty() : Optional.of("downlink %s has no carrier".formatted(name));
    }

    /** The uplinks of which rules by address and by mark lead to a table with one way out. */
    private static List<Path> lines(KernelState state, int protocol) {
        List<Path> lines = new ArrayList<>();
        for (PolicyRule rule : state.rules()) {
            if (rule.protocol() != protocol || !(rule.action() instanceof RuleAction.Lookup(TableId table))) continue;
            Optional<Cidr> source = source(rule.selector());
            if (source.isEmpty()) continue;
            Optional<FwMark> mark = mark(state, table, protocol);
            Optional<Nexthop> way = wayOut(state, table, protocol);
            if (mark.isPresent() && way.isPresent() && lines.size() < UplinkId.COUNT)
                lines.add(new Path(
                        new UplinkId(lines.size()),
                        way.get().device(),
                        source.get().address(),
                        mark.get(),
                        way.get().gateway()));
        }
        return lines;
    }

    private static Optional<Cidr> source(RuleSelector selector) {
        return switch (selector) {
            case RuleSelector.From(Cidr source) -> Optional.of(source);
            case RuleSelector.FromMarked(Cidr source, FwMark mark) -> Optional.of(source);
            case RuleSelector.All all -> Optional.empty();
            case RuleSelector.ToMarked to -> Optional.empty();
            case RuleSelector.Marked marked -> Optional.empty();
            case RuleSelector.Renewal renewal -> Optional.empty();
            case RuleSelector.AnyRenewal any -> Optional.empty();
            case RuleSelector.Foreign foreign -> Optional.empty();
        };
    }

    private static Optional<FwMark> mark(KernelState state, TableId table, int protocol) {
        return state.rules().stream()
                .filter(r -> r.protocol() == protocol && r.action().equals(new RuleAction.Lookup(table)))
                .flatMap(r ->
                        r.selector() instanceof RuleSelector.Marked(FwMark mark) ? Stream.of(mark) : Stream.empty())
                .findFirst();
    }

    private static Optional<Nexthop> wayOut(KernelState state, TableId table, int protocol) {
        return state.routes().stream()
                .filter(r -> r.protocol() == protocol && r.key().equals(RouteKey.defaultRoute(Family.IPV4, table, 0)))
                .map(Route::action)
                .flatMap(a ->
                        a instanceof RouteAction.Unicast(var nexthops, var source) ? nexthops.stream() : Stream.empty())
                .findFirst();
    }

    private ProbePolicy policy(Path line) {
        return config.uplinks().stream()
                .filter(u -> u.device().equals(line.device()) && (!u.sharesDevice() || isAt(u, line)))
                .findFirst()
                .or(() -> config.uplinks().stream().findFirst())
                .map(Uplink::tests)
                .orElseThrow();
    }

    private static boolean isAt(Uplink uplink, Path line) {
        return uplink.addressing() instanceof Uplink.Addressing.Static fixed
                && (fixed.address().equals(line.source()) || fixed.gateway().equals(line.gateway()));
    }
}
