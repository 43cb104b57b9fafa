package dev.ftr.config;

import java.util.Optional;

/**
 * What a config asks of our numbers beside those of the uplinks.
 *
 * @param choices whether there are marks and tables for choices of uplinks
 * @param passing whether there are rules for what passes our tables by
 */
record Demand(boolean choices, boolean passing) {
    static Demand of(Setting root) {
        boolean policies = hasEntries(root.at("policies"));
        return new Demand(policies || TrafficReader.sticksToClients(root), policies || hasEntries(root.at("bypass")));
    }

    private static boolean hasEntries(Optional<Setting> list) {
        return list.filter(l -> !l.oneOrMore().isEmpty()).isPresent();
    }
}
