package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.ChainRule;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Match;
import java.util.ArrayList;
import java.util.List;

/**
 * TCP connections learn that less fits through an uplink. Both directions: what leaves tells the far end, what comes in tells
 * the machine inside.
 */
final class Segments {
    private Segments() {}

    static boolean clampsAny(RouterConfig config) {
        return config.uplinks().stream().anyMatch(u -> u.clamp().isPresent());
    }

    static List<ChainRule> leaving(RouterConfig config) {
        List<ChainRule> rules = new ArrayList<>();
        for (Uplink uplink : config.uplinks())
            uplink.clamp().ifPresent(clamp -> {
                List<Match> matches = new ArrayList<>(List.of(new Match.OutInterface(uplink.device())));
                matches.add(new Match.Protocol(IpProtocol.TCP));
                if (uplink.sharesDevice()) matches.add(new Match.Realm(uplink.realm()));
                matches.add(new Match.TcpOpening());
                rules.add(new ChainRule.Known(matches, clamp));
            });
        return rules;
    }

    /** By device alone: no route tells by which of several uplinks on it a packet came in. */
    static List<ChainRule> entering(RouterConfig config) {
        List<ChainRule> rules = new ArrayList<>();
        for (Uplink uplink : config.uplinks())
            uplink.clamp()
                    .ifPresent(clamp -> rules.add(new ChainRule.Known(
                            List.of(
                                    new Match.InInterface(uplink.device()),
                                    new Match.Protocol(IpProtocol.TCP),
                                    new Match.TcpOpening()),
                            clamp)));
        return rules.stream().distinct().toList();
    }
}
