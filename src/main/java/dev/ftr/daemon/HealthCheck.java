package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.health.Watched;
import dev.ftr.kernel.Reading;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import dev.ftr.probe.HealthWatch.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The health of all uplinks by their first verdicts, for commands that run once. Takes 3 s at most.
 *
 * @param unknown why the health of some uplinks is not known, a line each
 */
public record HealthCheck(Health health, List<String> unknown) {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * Probes each uplink that has its way out in the kernel: without it a probe cannot be answered, which would say nothing
     * of the uplink.
     *
     * @param watches makes what probes; told whom to wake when it knows more
     */
    public static HealthCheck once(RouterConfig config, Reading reading, Function<Runnable, HealthWatch> watches)
            throws InterruptedException {
        List<String> unknown = new ArrayList<>();
        List<Watched> watched = new ArrayList<>();
        Map<UplinkId, Path> paths = new TreeMap<>();
        for (Uplink uplink : config.uplinks()) {
            Optional<Path> path = Watching.path(Attachment.of(uplink, reading.links()));
            if (path.isEmpty()) continue;
            if (!hasWayOut(config, reading, uplink, path.get().source())) {
                unknown.add("whether uplink %s works is not known before it has its routing table"
                        .formatted(uplink.name()));
                continue;
            }
            paths.put(uplink.id(), path.get());
            watched.add(new Watched(uplink.id(), uplink.tests(), true, Optional.empty()));
        }
        Health health = paths.isEmpty() ? Health.UNKNOWN : verdicts(watched, paths, watches);
        for (Watched uplink : watched)
            if (health.state(uplink.uplink()) == UplinkState.UNKNOWN)
                unknown.add("uplink %s: %s"
                        .formatted(
                                config.uplink(uplink.uplink()).orElseThrow().name(),
                                health.uplink(uplink.uplink()).reason()));
        return new HealthCheck(health, unknown);
    }

    /** The first verdicts; takes 3 s at most. */
    static Health verdicts(List<Watched> watched, Map<UplinkId, Path> paths, Function<Runnable, HealthWatch> watches)
            throws InterruptedException {
        Semaphore news = new Semaphore(0);
        try (HealthWatch watch = watches.apply(news::release)) {
            watch.follow(watched, paths);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (isAwaited(watched, watch.health()) && news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS))
                news.drainPermits();
            return watch.health();
        }
    }

    private static boolean isAwaited(List<Watched> watched, Health health) {
        return watched.stream().anyMatch(u -> health.uplink(u.uplink()).isAwaited());
    }

    /** In its table, or in one that a rule of ours still names for its address, after a change of numbers. */
    private static boolean hasWayOut(RouterConfig config, Reading reading, Uplink uplink, IpAddress address) {
        Cidr source = Cidr.host(address);
        Set<TableId> tables = reading.state().rules().stream()
                .filter(r -> r.protocol() == config.numbering().routeProtocol() && isFrom(r.selector(), source))
                .flatMap(
                        r -> r.action() instanceof RuleAction.Lookup(TableId table) ? Stream.of(table) : Stream.empty())
                .collect(Collectors.toSet());
        tables.add(new Layout(config.numbering()).tableOf(uplink.id()));
        return reading.state().routes().stream()
                .filter(r -> tables.contains(r.key().table())
                        && r.key()
                                .equals(RouteKey.defaultRoute(
                                        Family.IPV4, r.key().table(), 0)))
                .anyMatch(r -> r.action() instanceof RouteAction.Unicast unicast
                        && unicast.nexthops().stream().allMatch(n -> leadsTo(uplink, n)));
    }

    private static boolean isFrom(RuleSelector selector, Cidr source) {
        return (selector instanceof RuleSelector.From(Cidr from) && from.equals(source))
                || (selector instanceof RuleSelector.FromMarked(Cidr marked, var mark) && marked.equals(source));
    }

    /** Behind a switch only the gateway tells one uplink from another. */
    private static boolean leadsTo(Uplink uplink, Nexthop way) {
        boolean byGateway = uplink.sharesDevice()
                && uplink.addressing() instanceof Uplink.Addressing.Static fixed
                && !fixed.gateway().equals(way.gateway());
        return way.device().equals(uplink.device()) && !byGateway;
    }
}
