package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Choices;
import dev.ftr.desired.Layout;
import dev.ftr.kernel.MachineReader;
import dev.ftr.model.Cidr;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.model.Route;
import dev.ftr.model.TableId;
import dev.ftr.model.Target;
import dev.ftr.plan.BypassLints;
import dev.ftr.plan.Claims;
import dev.ftr.plan.Lints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what else is on this machine goes well with a config. */
public final class MachineCheck {
    private MachineCheck() {}

    /**
     * Whether this machine is the router that a config is for: it has an uplink's interface, with the address that the config
     * gives it, if it gives one. Elsewhere nothing can be said.
     */
    public static boolean isRouter(RouterConfig config, Links links) {
        return config.uplinks().stream().anyMatch(uplink -> isHere(uplink, links));
    }

    private static boolean isHere(Uplink uplink, Links links) {
        if (links.find(uplink.device()).isEmpty()) return false;
        return !(uplink.addressing() instanceof Uplink.Addressing.Static fixed) || links.hasAddress(fixed.address());
    }

    /** One look at everything; takes a process, and some more where {@code bypass} says anything. */
    public static List<String> warnings(RouterConfig config, MachineReader reader) {
        return Stream.concat(
                        warnings(config, reader, reader.firewall()).stream(),
                        bypassWarnings(config, bypassed(config, reader)).stream())
                .toList();
    }

    /** Of a machine that was looked at before, and of the routes of others that {@code bypass} meets there. */
    public static List<String> warnings(
            RouterConfig config, Machine machine, Function<Collection<Cidr>, SortedMap<Cidr, List<Route>>> routesTo) {
        return Stream.concat(
                        Lints.of(claims(config), machine).stream(),
                        bypassWarnings(config, routesTo.apply(config.traffic().bypass())).stream())
                .toList();
    }

    /** One look, at a firewall that was listed before, and at nothing that takes a process. */
    static List<String> warnings(RouterConfig config, MachineReader reader, Optional<ForeignFirewall> firewall) {
        return Lints.of(claims(config), reader.read().with(firewall));
    }

    /** Where others lead what we do not; takes some processes, unless there is nothing of the kind. */
    static SortedMap<Cidr, List<Route>> bypassed(RouterConfig config, MachineReader reader) {
        return reader.routesTo(config.traffic().bypass(), config.numbering().routeProtocol());
    }

    static List<String> bypassWarnings(RouterConfig config, SortedMap<Cidr, List<Route>> bypassed) {
        return BypassLints.of(
                bypassed, config.uplinks().stream().map(Uplink::device).collect(Collectors.toUnmodifiableSet()));
    }

    /** One look at everything, and at what a plan would find out by reading the kernel; takes two processes. */
    public static List<String> warningsWithoutPlan(RouterConfig config, MachineReader reader) {
        List<String> warnings = new ArrayList<>(warnings(config, reader));
        if (mainComesFirst(config))
            ReadScopes.of(config, false, false)
                    .somewhere()
                    .flatMap(reader::defaultInMain)
                    .map(MachineCheck::followed)
                    .ifPresent(warnings::add);
        return List.copyOf(warnings);
    }

    /** Whether table main is asked before ours. */
    static boolean mainComesFirst(RouterConfig config) {
        return !new Layout(config.numbering()).beforeMain();
    }

    /** What is to be said of a default route that is asked before ours. */
    static String followed(String route) {
        return ("new connections follow the route '%s' in table main, which is asked before ours; remove it, or set "
                        + "base_priority below 32766")
                .formatted(route);
    }

    /** What a config claims. */
    public static Claims claims(RouterConfig config) {
        Layout layout = new Layout(config.numbering());
        SortedMap<TableId, String> tables = new TreeMap<>();
        SortedMap<InterfaceName, String> uplinks = new TreeMap<>();
        for (Uplink uplink : config.uplinks()) {
            tables.put(layout.tableOf(uplink.id()), "uplink " + uplink.name());
            uplinks.merge(uplink.device(), uplink.name(), (a, b) -> a + ", " + b);
        }
        tables.put(layout.multipathTable(), "the multipath table");
        Choices.of(config).slots().values().forEach(slot -> tables.put(layout.choiceTable(slot), "policies"));
        Set<InterfaceName> fixed = config.uplinks().stream()
                .filter(uplink -> uplink.addressing() instanceof Uplink.Addressing.Static)
                .map(Uplink::device)
                .collect(Collectors.toUnmodifiableSet());
        return new Claims(
                config.numbering().fwmarkMask(),
                tables,
                layout.multipathTable(),
                uplinks,
                fixed,
                config.downlinks(),
                probes(config),
                config.traffic().basicFirewall());
    }

    private static SortedSet<String> probes(RouterConfig config) {
        return config.uplinks().stream()
                .flatMap(uplink -> uplink.tests().targets().stream())
                .map(MachineCheck::protocol)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Neighbours answer below the firewall. */
    private static Optional<String> protocol(Target target) {
        return switch (target) {
            case Target.Echo echo -> Optional.of("icmp");
            case Target.Tcp tcp -> Optional.of("tcp");
            case Target.Http http -> Optional.of("tcp");
            case Target.Dns dns -> Optional.of("udp");
            case Target.Neighbour neighbour -> Optional.empty();
        };
    }
}
