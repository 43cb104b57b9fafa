package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Choices;
import dev.ftr.desired.Layout;
import dev.ftr.kernel.ReadScope;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be read for a config. */
public final class ReadScopes {
    /** The tables of iptables in which every config has chains. */
    static final Set<FirewallTable> USUAL = Set.of(FirewallTable.MANGLE, FirewallTable.NAT);

    /** In which some have. */
    static final Set<FirewallTable> OCCASIONAL = Set.of(FirewallTable.FILTER);

    private ReadScopes() {}

    /**
     * What can be ours under this config.
     *
     * @param everywhere see {@link ReadScope}
     * @param firewall whether iptables is read as well
     */
    public static ReadScope of(RouterConfig config, boolean everywhere, boolean firewall) {
        Layout layout = new Layout(config.numbering());
        SortedSet<TableId> tables = new TreeSet<>();
        config.uplinks().forEach(u -> tables.add(layout.tableOf(u.id())));
        tables.add(layout.multipathTable());
        Choices.of(config).slots().values().forEach(slot -> tables.add(layout.choiceTable(slot)));
        List<Sysctl> sysctls = new ArrayList<>(List.of(Sysctl.IP_FORWARD, Sysctl.MULTIPATH_HASH_POLICY));
        Set<Neighbour> gateways = new HashSet<>();
        Map<Neighbour, FwMark> stations = new HashMap<>();
        if (config.traffic().clientTime().isPresent()) sysctls.add(Sysctl.MULTIPATH_HASH_FIELDS);
        for (Uplink uplink : config.uplinks()) {
            sysctls.add(Sysctl.rpFilter(uplink.device()));
            sysctls.add(Sysctl.ignoreRoutesWithLinkdown(uplink.device()));
            if (!(uplink.addressing() instanceof Uplink.Addressing.Static fixed)) continue;
            Optional<Neighbour> neighbour = fixed.gateway().map(gateway -> new Neighbour(gateway, uplink.device()));
            neighbour.ifPresent(gateways::add);
            if (uplink.sharesDevice() && firewall) neighbour.ifPresent(n -> stations.put(n, uplink.mark()));
        }
        return new ReadScope(
                tables,
                everywhere,
                config.numbering().routeProtocol(),
                sysctls,
                gateways,
                leases(config),
                stations,
                config.uplinks().stream()
                        .flatMap(u -> u.tests().targets().stream())
                        .flatMap(ReadScopes::farAway)
                        .findFirst(),
                firewall ? tables(config) : Set.of(),
                firewall && everywhere ? OCCASIONAL : Set.of(),
                config.traffic().policies().stream()
                        .flatMap(p -> p.match().set().stream())
                        .collect(Collectors.toSet()));
    }

    /** In which our chains are. */
    private static Set<FirewallTable> tables(RouterConfig config) {
        return config.traffic().basicFirewall() ? Set.of(FirewallTable.values()) : USUAL;
    }

    private static SortedSet<InterfaceName> leases(RouterConfig config) {
        return config.uplinks().stream()
                .filter(u -> u.addressing() instanceof Uplink.Addressing.Dhcp)
                .map(Uplink::device)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<IpAddress> farAway(Target target) {
        return switch (target) {
            case Target.Echo(IpAddress address) -> Stream.of(address);
            case Target.Dns dns -> Stream.of(dns.server());
            case Target.Tcp tcp -> Stream.empty();
            case Target.Http http -> Stream.empty();
            case Target.Neighbour neighbour -> Stream.empty();
        };
    }

    /** All that is ours and nothing else, wherever it is, by few processes. */
    public static ReadScope glance(RouterConfig config) {
        ReadScope all = of(config, true, true);
        return new ReadScope(
                new TreeSet<>(),
                true,
                all.protocol(),
                all.sysctls(),
                all.gateways(),
                all.leases(),
                all.stations(),
                all.somewhere(),
                all.firewall(),
                Set.of(),
                all.sets());
    }

    /** Everything of ours, with no config to say where. */
    public static ReadScope everything(int protocol) {
        return new ReadScope(new TreeSet<>(), true, protocol, List.of(), Set.of(), Optional.empty(), USUAL, OCCASIONAL);
    }
}
