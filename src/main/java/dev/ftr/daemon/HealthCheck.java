package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.health.ProbeBudget;
import dev.ftr.health.ProbeRound;
import dev.ftr.health.UplinkHealth;
import dev.ftr.kernel.Reading;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The health of all uplinks from one round of probes, for commands that run once. Takes 3 s at most.
 *
 * @param unknown why the health of some uplinks is not known, a line each
 */
public record HealthCheck(Health health, List<String> unknown) {
    private static final int MOST_ATTEMPTS = 3;

    /**
     * Probes each uplink that has its way out in the kernel: without it a probe cannot be answered, which would say nothing
     * of the uplink.
     */
    public static HealthCheck once(RouterConfig config, Reading reading, Prober prober, Instant now)
            throws InterruptedException {
        List<String> unknown = new ArrayList<>();
        BlockingQueue<ProbeRound> results = new LinkedBlockingQueue<>();
        int waiting = 0;
        for (Uplink uplink : config.uplinks()) {
            Optional<Prober.Path> path = Probing.path(Attachment.of(uplink, reading.links()));
            if (path.isEmpty()) continue;
            if (!hasWayOut(config, reading, uplink, path.get().source())) {
                unknown.add("whether uplink %s works is not known before it has its routing table"
                        .formatted(uplink.name()));
                continue;
            }
            prober.start(path.get(), round(config), results::add);
            waiting++;
        }
        SortedMap<UplinkId, UplinkHealth> health = new TreeMap<>();
        for (; waiting > 0; waiting--) {
            ProbeRound round = results.poll(
                    ProbeBudget.TIMEOUT.multipliedBy(MOST_ATTEMPTS + 1).toMillis(), TimeUnit.MILLISECONDS);
            if (round == null) break;
            UplinkHealth fresh =
                    UplinkHealth.unknown(now).after(round, config.tests().requiredSuccessful(), now);
            if (round.failure().isEmpty()) health.put(round.uplink(), fresh);
            else unknown.add(fresh.reason());
        }
        return new HealthCheck(new Health(health), unknown);
    }

    /** In its table, or in one that a rule of ours still names for its address, after a change of numbers. */
    private static boolean hasWayOut(RouterConfig config, Reading reading, Uplink uplink, IpAddress address) {
        RuleSelector fromAddress = new RuleSelector.From(Cidr.host(address));
        Set<TableId> tables = reading.state().rules().stream()
                .filter(r -> r.protocol() == config.numbering().routeProtocol()
                        && r.selector().equals(fromAddress))
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
                        && unicast.nexthops().stream().allMatch(n -> n.device().equals(uplink.device())));
    }

    private static Prober.Round round(RouterConfig config) {
        return new Prober.Round(
                config.tests().targets(),
                config.tests().requiredSuccessful(),
                Math.min(config.tests().retries(), MOST_ATTEMPTS),
                ProbeBudget.TIMEOUT);
    }
}
