package dev.ftr.desired;

import dev.ftr.config.Choice;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.Cidr;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How packets and connections get the mark of their uplink: the chains of table mangle. */
record Marking(RouterConfig config, List<Attachment> attachments, Choices choices, Links links) {
    static final Match NEW = new Match.ConnectionState(Match.State.NEW);

    /** No bit at all, neither ours nor others'. */
    private static final FwMark UNMARKED = new FwMark(0, -1);

    // What closes a connection that the kernel has been made to forget (FIN, RST) is INVALID to it, not NEW. It would
    // leave by any uplink, past the policy of its connection.
    private static final Match UNDECIDED = new Match.ConnectionState(
            new TreeSet<>(Set.of(Match.State.NEW, Match.State.INVALID, Match.State.UNTRACKED)));

    /** What comes in, before it is routed. */
    List<ChainRule> incoming() {
        List<ChainRule> rules = new ArrayList<>(passingBy());
        for (InterfaceName downlink : config.downlinks())
            rules.add(new Known(List.of(new Match.InInterface(downlink)), new FirewallTarget.RestoreMark(mask())));
        boolean steered = new Steering(config, choices).steersForwarded();
        for (InterfaceName downlink : config.downlinks()) {
            Match in = new Match.InInterface(downlink);
            if (steered) rules.add(jump(Steering.FORWARDED, List.of(in, unmarked(), UNDECIDED)));
            config.traffic().clientTime().ifPresent(time -> rules.addAll(returning(in, time)));
        }
        for (Attachment attachment : attachments) rules.addAll(entering(attachment));
        for (Attachment attachment : attachments) fromStation(attachment).ifPresent(rules::add);
        return rules;
    }

    /**
     * The router's own replies and later packets follow their connection. Unmarked connections are left alone, and so are
     * packets that their program has marked, as our probes do: their mark says where they go. One bit more, and the packets of
     * a tunnel would go into the tunnel ({@code ip rule add not fwmark 51820}, as wg-quick has it).
     */
    List<ChainRule> own() {
        List<ChainRule> rules = new ArrayList<>(passingBy());
        for (FwMark mark : marksOfOwnPolicies()) rules.addAll(following(List.of(new Match.PacketMark(mark, false))));
        rules.add(new Known(List.of(new Match.PacketMark(UNMARKED, true)), new FirewallTarget.Return()));
        rules.addAll(following(List.of()));
        return rules;
    }

    private List<ChainRule> following(List<Match> matches) {
        List<ChainRule> rules = new ArrayList<>();
        List<Match> connected = new ArrayList<>(matches);
        connected.add(new Match.ConnectionMark(nothing(), true));
        rules.add(new Known(connected, new FirewallTarget.RestoreMark(mask())));
        List<Match> fresh = new ArrayList<>(matches);
        fresh.addAll(List.of(unmarked(), NEW));
        if (new Steering(config, choices).steersOwn()) rules.add(jump(Steering.OWN, fresh));
        return rules;
    }

    private Set<FwMark> marksOfOwnPolicies() {
        return config.traffic().policies().stream()
                .filter(p -> p.match().own())
                .flatMap(p -> p.match().mark().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What leaves, when its way is known. A connection stays on the uplink that its first packet left by. */
    List<ChainRule> leaving() {
        List<ChainRule> rules = new ArrayList<>(passingBy());
        for (Uplink uplink : config.uplinks()) {
            List<Match> matches = new ArrayList<>(Ways.over(uplink, List.of()));
            matches.add(NEW);
            if (config.traffic().clientTime().isPresent()
                    && uplink.priorityGroup().isPresent()) {
                rules.addAll(forgetting(uplink, matches));
                matches.add(new Match.Recent(new Match.RecentUse.Remember(), list(uplink)));
            }
            rules.add(new Known(matches, new FirewallTarget.SetConnectionMark(uplink.mark())));
        }
        rules.addAll(untranslated());
        rules.addAll(Segments.leaving(config));
        return rules;
    }

    /**
     * Table nat passes over what conntrack calls INVALID, such as the RST of a client whose connection has been forgotten. It
     * would leave with its inner source, so it does not leave, unless that source is meant to be seen outside.
     */
    private List<ChainRule> untranslated() {
        Match invalid = new Match.ConnectionState(Match.State.INVALID);
        List<ChainRule> rules = new ArrayList<>();
        AddressTranslation.keptSources(config)
                .forEach(block ->
                        rules.add(new Known(List.of(new Match.Source(block), invalid), new FirewallTarget.Return())));
        for (Uplink uplink : config.uplinks())
            rules.add(new Known(
                    Stream.concat(
                                    Ways.over(uplink, List.of()).stream(),
                                    Stream.of(invalid, new Match.LocalSource(true)))
                            .toList(),
                    new FirewallTarget.Drop()));
        return rules;
    }

    /** A connection from outside is answered through the uplink that it came in by. */
    private List<ChainRule> entering(Attachment attachment) {
        Uplink uplink = attachment.uplink();
        FirewallTarget mark = new FirewallTarget.SetConnectionMark(uplink.mark());
        Match in = new Match.InInterface(uplink.device());
        if (!uplink.sharesDevice()) return List.of(new Known(List.of(in, NEW), mark));
        return attachment.addresses().stream()
                .<ChainRule>map(address -> new Known(List.of(new Match.Destination(Cidr.host(address)), in, NEW), mark))
                .toList();
    }

    /**
     * What is meant for a network behind us shows only by the station that sent it which provider it came through. Behind the
     * addresses of all uplinks, which say more.
     */
    private Optional<ChainRule> fromStation(Attachment attachment) {
        Uplink uplink = attachment.uplink();
        if (!uplink.sharesDevice()) return Optional.empty();
        return attachment
                .gateway()
                .map(g -> new Neighbour(g, uplink.device()))
                .flatMap(g -> Optional.ofNullable(links.stations().get(g)))
                .map(station -> new Known(
                        List.of(
                                new Match.InInterface(uplink.device()),
                                new Match.Station(station),
                                new Match.ConnectionMark(nothing(), false),
                                NEW),
                        new FirewallTarget.SetConnectionMark(uplink.mark())));
    }

    /** A client without a mark of its own goes where it was lately, as long as that uplink carries new connections. */
    private List<ChainRule> returning(Match in, Duration time) {
        int seconds = Math.toIntExact(Math.max(1, time.toSeconds()));
        return carriers()
                .<ChainRule>map(uplink -> new Known(
                        List.of(
                                in,
                                unmarked(),
                                NEW,
                                new Match.Recent(new Match.RecentUse.SeenWithin(seconds), list(uplink))),
                        new FirewallTarget.SetMark(
                                config.numbering().choiceMark(choices.slot(new Choice.WhileCarrying(uplink.id()))))))
                .toList();
    }

    /** A client is on one list at most: that of the uplink of its last connection. */
    private List<ChainRule> forgetting(Uplink uplink, List<Match> matches) {
        return carriers()
                .filter(other -> !other.equals(uplink))
                .<ChainRule>map(other -> new Known(
                        Stream.concat(
                                        matches.stream(),
                                        Stream.of(new Match.Recent(new Match.RecentUse.Forget(), list(other))))
                                .toList(),
                        new FirewallTarget.None()))
                .toList();
    }

    private Stream<Uplink> carriers() {
        return config.uplinks().stream().filter(u -> u.priorityGroup().isPresent());
    }

    private List<ChainRule> passingBy() {
        return Bypass.of(config).stream()
                .<ChainRule>map(block -> new Known(List.of(new Match.Destination(block)), new FirewallTarget.Return()))
                .toList();
    }

    private Match unmarked() {
        return new Match.PacketMark(nothing(), false);
    }

    private FwMark nothing() {
        return new FwMark(0, mask());
    }

    private int mask() {
        return config.numbering().fwmarkMask();
    }

    private static String list(Uplink uplink) {
        return ChainId.PREFIX + uplink.id();
    }

    private static ChainRule jump(String chain, List<Match> matches) {
        return new Known(matches, new FirewallTarget.JumpTo(ChainId.PREFIX + chain));
    }
}
