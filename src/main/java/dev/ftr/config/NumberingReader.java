package dev.ftr.config;

import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.model.RulePriority;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where our numbers in the kernel begin, and sees that there is room behind. */
final class NumberingReader {
    /** Routing daemons of iproute2's rt_protos. With the number of one of them we would remove its routes. */
    private static final Map<Long, String> TAKEN = Map.ofEntries(
            Map.entry(8L, "gated"),
            Map.entry(9L, "ra"),
            Map.entry(10L, "mrt"),
            Map.entry(11L, "zebra"),
            Map.entry(12L, "bird"),
            Map.entry(13L, "dnrouted"),
            Map.entry(14L, "xorp"),
            Map.entry(15L, "ntk"),
            Map.entry(16L, "dhcp"),
            Map.entry(17L, "mrouted"),
            Map.entry(18L, "keepalived"),
            Map.entry(42L, "babel"),
            Map.entry(99L, "openr"),
            Map.entry(186L, "bgp"),
            Map.entry(187L, "isis"),
            Map.entry(188L, "ospf"),
            Map.entry(189L, "rip"),
            Map.entry(192L, "eigrp"));

    private static final long PROTOCOL = RouterConfig.DEFAULT_ROUTE_PROTOCOL;

    private static final long HIGHEST_PRIORITY = 0xffff_ffffL;

    private NumberingReader() {}

    static Optional<Numbering> read(Setting root, List<UplinkEntry> uplinks) {
        Demand demand = Demand.of(root);
        long table = table(root, demand);
        long priority = priority(root, demand);
        long protocol = protocol(root);
        long realm = Setting.integer(Optional.of(root), "base_realm", Numbering.DEFAULT_BASE_REALM);
        return MarkNumbers.read(root, uplinks, demand)
                .map(marks -> new Numbering(
                        table,
                        priority,
                        (int) marks.base(),
                        (int) marks.mask(),
                        Math.clamp(realm, 1, Integer.MAX_VALUE),
                        Math.clamp(protocol, 0, Integer.MAX_VALUE)));
    }

    private static long table(Setting root, Demand demand) {
        long base = Setting.integer(Optional.of(root), "base_table", 1);
        int behind = UplinkId.COUNT + (demand.choices() ? Choice.COUNT : 0);
        long last = base + behind;
        if ((base <= 255 && last >= 253) || last > TableId.MAXIMUM)
            complain(
                    root,
                    "base_table",
                    "is %d, but the tables %d..%d%s %s; must be within 1..%d or %d..%d"
                            .formatted(
                                    base,
                                    base,
                                    last,
                                    demand.choices() ? ", with %d for policies,".formatted(Choice.COUNT) : "",
                                    base <= 255 ? "meet the system's 253..255" : "are more than there are",
                                    252 - behind,
                                    256,
                                    TableId.MAXIMUM - behind));
        return base;
    }

    /** Below the rule that asks main, everything is one further on: room for asking main without its default routes. */
    private static long priority(Setting root, Demand demand) {
        long base = Setting.integer(Optional.of(root), "base_priority", 40_000);
        long main = RulePriority.MAIN.value();
        long rules = 2L * UplinkId.COUNT + (demand.passing() ? 1 : 0);
        long last = base + rules + (base < main ? 1 : 0);
        if ((base <= main + 1 && last >= main) || last > HIGHEST_PRIORITY)
            complain(
                    root,
                    "base_priority",
                    "is %d, but the priorities %d..%d %s; must be within 1..%d or %d..%d"
                            .formatted(
                                    base,
                                    base,
                                    last,
                                    base <= main + 1
                                            ? "meet the system's %d and %d".formatted(main, main + 1)
                                            : "are more than there are",
                                    main - rules - 2,
                                    main + 2,
                                    HIGHEST_PRIORITY - rules));
        return base;
    }

    private static long protocol(Setting root) {
        long protocol = Setting.integer(Optional.of(root), "route_protocol", PROTOCOL);
        String owner = TAKEN.get(protocol);
        if (owner != null)
            complain(
                    root,
                    "route_protocol",
                    "is %d, the number of %s, whose routes would be taken for ours and removed; must be one that nobody uses, such as %d"
                            .formatted(protocol, owner, PROTOCOL));
        return protocol;
    }

    private static void complain(Setting root, String key, String message) {
        root.at(key).ifPresent(setting -> setting.error(message));
    }
}
