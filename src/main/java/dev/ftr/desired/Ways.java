package dev.ftr.desired;

import dev.ftr.config.Uplink;
import dev.ftr.model.Cidr;
import dev.ftr.model.Match;
import java.util.ArrayList;
import java.util.List;

/** What a packet shows that leaves by an uplink. */
final class Ways {
    private Ways() {}

    /**
     * The matches of a rule about what leaves by an uplink, in the order of iptables-save.
     *
     * @param addresses matches by source and destination, which stand first
     */
    static List<Match> over(Uplink uplink, List<Match> addresses) {
        List<Match> matches = new ArrayList<>(addresses);
        matches.add(new Match.OutInterface(uplink.device()));
        if (uplink.sharesDevice()) matches.add(new Match.Realm(uplink.realm()));
        return matches;
    }

    /** The same for packets from a source. */
    static List<Match> over(Uplink uplink, Cidr source) {
        return over(uplink, List.of(new Match.Source(source)));
    }
}
