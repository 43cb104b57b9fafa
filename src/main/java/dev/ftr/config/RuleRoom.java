package dev.ftr.config;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Keeps a config from making more iptables rules than can be read back while a failover waits: some thirty thousand took
 * iptables-save longer than a tool may take.
 */
final class RuleRoom {
    /** How many rules there may be for policies, port forwards and sources together. */
    static final int RULES = 10_000;

    private final Setting root;
    private final int uplinks;
    private long made;

    private RuleRoom(Setting root, int uplinks) {
        this.root = root;
        this.uplinks = uplinks;
    }

    /** Finds the first entry that there is no room for; of use only where there are no other errors. */
    static void check(Setting root, Traffic traffic, int uplinks) {
        RuleRoom room = new RuleRoom(root, uplinks);
        room.take("policies", traffic.policies(), policy -> policy.match().rules());
        room.take("port_forwards", traffic.portForwards(), room::rules);
        room.take("source_nat", traffic.sourceNat(), rewrite -> rewrite.from().size());
        room.take("no_nat", traffic.noNat(), block -> uplinks);
    }

    private long rules(PortForward forward) {
        int addresses = forward.uplink().isPresent() ? 1 : uplinks;
        return (long) addresses * forward.protocols().size();
    }

    private <T> void take(String key, List<T> entries, ToLongFunction<T> rules) {
        List<Setting> written = root.at(key).map(Setting::oneOrMore).orElse(List.of());
        for (int i = 0; i < entries.size() && made <= RULES; i++) {
            long more = rules.applyAsLong(entries.get(i));
            made += more;
            if (made <= RULES) continue;
            written.get(i)
                    .error(String.format(
                            Locale.ROOT,
                            "makes %,d iptables rules, %,d with those before; must be at most %,d in all: write larger blocks, or match an ipset (set) instead",
                            more,
                            made,
                            RULES));
        }
    }
}
