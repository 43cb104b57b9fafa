package dev.ftr.desired;

import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Match;
import dev.ftr.model.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Policies as rules that give the first packet of a connection the mark of a choice. Routing does the rest: a change of
 * health changes the table of the choice and no rule here. The first policy that fits wins, since the later ones want a
 * packet without a mark.
 */
public record Steering(RouterConfig config, Choices choices) {
    /** The chain for what is forwarded. */
    static final String FORWARDED = "POLICIES";

    /** The chain for the router's own connections. */
    static final String OWN = "OWN-POLICIES";

    boolean steersForwarded() {
        return config.traffic().policies().stream().anyMatch(p -> !p.match().own());
    }

    boolean steersOwn() {
        return config.traffic().steersOwn();
    }

    List<ChainRule> forwarded() {
        return rules(false);
    }

    List<ChainRule> own() {
        return rules(true);
    }

    /**
     * The policy that a rule was made for.
     *
     * @param position of the rule in its chain, from 1
     */
    public static Optional<Policy> policyBehind(RouterConfig config, ChainId chain, int position) {
        Steering steering = new Steering(config, Choices.of(config));
        boolean own = chain.name().equals(ChainId.PREFIX + OWN);
        if (!own && !chain.name().equals(ChainId.PREFIX + FORWARDED)) return Optional.empty();
        int left = position;
        for (Policy policy : config.traffic().policies()) {
            if (policy.match().own() != own) continue;
            left -= steering.rules(policy).size();
            if (left <= 0) return Optional.of(policy);
        }
        return Optional.empty();
    }

    private List<ChainRule> rules(boolean own) {
        List<ChainRule> rules = new ArrayList<>();
        for (Policy policy : config.traffic().policies()) if (policy.match().own() == own) rules.addAll(rules(policy));
        return rules;
    }

    private List<ChainRule> rules(Policy policy) {
        Policy.Selector match = policy.match();
        FwMark mark = config.numbering().choiceMark(choices.slot(policy.choice()));
        List<ChainRule> rules = new ArrayList<>();
        for (Optional<Cidr> from : each(match.from()))
            for (Optional<Cidr> to : each(match.to()))
                for (Optional<IpProtocol> protocol : each(match.ruledProtocols()))
                    for (List<PortRange> sourcePorts : Match.Ports.portions(match.sourcePorts()))
                        for (List<PortRange> ports : Match.Ports.portions(match.ports()))
                            rules.add(new ChainRule.Known(
                                    matches(match, from, to, protocol, sourcePorts, ports),
                                    new FirewallTarget.SetMark(mark)));
        return rules;
    }

    private List<Match> matches(
            Policy.Selector match,
            Optional<Cidr> from,
            Optional<Cidr> to,
            Optional<IpProtocol> protocol,
            List<PortRange> sourcePorts,
            List<PortRange> ports) {
        List<Match> matches = new ArrayList<>();
        from.ifPresent(block -> matches.add(new Match.Source(block)));
        to.ifPresent(block -> matches.add(new Match.Destination(block)));
        match.in().ifPresent(device -> matches.add(new Match.InInterface(device)));
        protocol.ifPresent(p -> matches.add(new Match.Protocol(p)));
        matches.add(new Match.PacketMark(new FwMark(0, config.numbering().fwmarkMask()), false));
        match.mark().ifPresent(mark -> matches.add(new Match.PacketMark(mark, false)));
        if (!sourcePorts.isEmpty()) matches.add(new Match.Ports(Match.Side.SOURCE, sourcePorts));
        if (!ports.isEmpty()) matches.add(new Match.Ports(Match.Side.DESTINATION, ports));
        match.set().ifPresent(set -> matches.add(new Match.InSet(set, Match.Side.DESTINATION)));
        return matches;
    }

    private static <T> List<Optional<T>> each(List<T> values) {
        return values.isEmpty()
                ? List.of(Optional.empty())
                : values.stream().map(Optional::of).toList();
    }
}
