package dev.ftr.desired;

import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.SourceRewrite;
import dev.ftr.config.Uplink;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.Cidr;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FirewallTarget.Shifted;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Match;
import dev.ftr.model.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Which addresses packets get that leave by an uplink, and where those go that come in for a machine inside. */
record AddressTranslation(RouterConfig config, List<Attachment> attachments) {

    /** By the address that they are meant for, so that machines inside reach the same server by it. */
    List<ChainRule> entering() {
        List<ChainRule> rules = new ArrayList<>();
        for (PortForward forward : config.traffic().portForwards())
            for (IpAddress address : addresses(forward))
                for (IpProtocol protocol : forward.protocols())
                    rules.add(new Known(
                            List.of(
                                    new Match.Destination(Cidr.host(address)),
                                    new Match.Protocol(protocol),
                                    new Match.Ports(Match.Side.DESTINATION, List.of(forward.ports()))),
                            new FirewallTarget.DestinationNat(forward.to(), shifted(forward))));
        return rules;
    }

    /** What nobody is to translate: routed networks, and further addresses of uplinks. */
    static Stream<Cidr> keptSources(RouterConfig config) {
        return Stream.concat(
                config.traffic().noNat().stream(),
                config.uplinks().stream()
                        .flatMap(u -> u.extraAddresses().stream())
                        .map(Cidr::host));
    }

    /** The exceptions first: the first rule that rewrites a packet is the last one that it sees. */
    List<ChainRule> leaving() {
        List<ChainRule> rules = new ArrayList<>();
        for (Cidr block : Bypass.of(config))
            rules.add(new Known(List.of(new Match.Destination(block)), new FirewallTarget.Return()));
        for (Uplink uplink : config.uplinks())
            for (Cidr block : config.traffic().noNat())
                rules.add(new Known(Ways.over(uplink, block), new FirewallTarget.Return()));
        for (Uplink uplink : config.uplinks())
            for (IpAddress extra : uplink.extraAddresses())
                rules.add(new Known(Ways.over(uplink, Cidr.host(extra)), new FirewallTarget.Return()));
        for (SourceRewrite rewrite : config.traffic().sourceNat())
            config.uplink(rewrite.uplink())
                    .ifPresent(uplink -> rewrite.from()
                            .forEach(block -> rules.add(
                                    new Known(Ways.over(uplink, block), new FirewallTarget.SourceNat(rewrite.to())))));
        rules.addAll(hairpins());
        for (Uplink uplink : config.uplinks()) rules.add(new Known(Ways.over(uplink, List.of()), own(uplink)));
        return rules;
    }

    /**
     * A machine inside that reaches a server inside by an outer address: the server must answer through us, else its reply
     * comes straight, from an address that was never asked. Connections from outside have the mark of their uplink.
     */
    private List<ChainRule> hairpins() {
        Match inner = new Match.ConnectionMark(new FwMark(0, config.numbering().fwmarkMask()), false);
        return config.traffic().portForwards().stream()
                .flatMap(forward -> forward.protocols().stream()
                        .<ChainRule>map(protocol -> new Known(
                                Stream.concat(redirected(forward, protocol).stream(), Stream.of(inner))
                                        .toList(),
                                new FirewallTarget.Masquerade())))
                .distinct()
                .toList();
    }

    /** What a packet shows that a port forward has sent to its server. */
    static List<Match> redirected(PortForward forward, IpProtocol protocol) {
        return List.of(
                new Match.Destination(Cidr.host(forward.to())),
                new Match.Protocol(protocol),
                new Match.Ports(
                        Match.Side.DESTINATION, List.of(forward.toPorts().orElse(forward.ports()))),
                new Match.ConnectionState(Match.State.DNAT));
    }

    private static FirewallTarget own(Uplink uplink) {
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static fixed -> new FirewallTarget.SourceNat(fixed.address());
            case Uplink.Addressing.PointToPoint(), Uplink.Addressing.Dhcp() -> new FirewallTarget.Masquerade();
        };
    }

    private List<IpAddress> addresses(PortForward forward) {
        return attachments.stream()
                .filter(a ->
                        forward.uplink().map(id -> a.uplink().id().equals(id)).orElse(true))
                .flatMap(a -> forward.address().isPresent()
                        ? Stream.of(forward.address().get()).filter(a.addresses()::contains)
                        : a.address().stream())
                .distinct()
                .toList();
    }

    private static Optional<Shifted> shifted(PortForward forward) {
        return forward.toPorts().filter(to -> !to.equals(forward.ports())).map(to -> shifted(to, forward.ports()));
    }

    private static Shifted shifted(PortRange to, PortRange ports) {
        return new Shifted(to, to.isSingle() ? OptionalInt.empty() : OptionalInt.of(ports.first()));
    }
}
