package dev.ftr.explain;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Nexthop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A packet's way through the chains of one hook. Where it is not known whether a rule is about the packet, it goes on as if it
 * were not, and the rule is remembered as a doubt.
 */
final class ChainPass {
    /** Deeper than the kernel lets anybody jump in practice; a listing of a loop must not run for ever. */
    private static final int DEEPEST = 32;

    private enum Verdict {
        NEXT,
        RETURNED,
        DONE,
        REFUSED
    }

    private final World world;
    private final Trail trail;
    private Packet packet;

    ChainPass(World world, Trail trail, Packet packet) {
        this.world = world;
        this.trail = trail;
        this.packet = packet;
    }

    Packet packet() {
        return packet;
    }

    /** Goes through a built-in chain; whether the packet may go on. */
    boolean through(FirewallTable table, String name) {
        ChainId chain = new ChainId(Family.IPV4, table, name);
        if (!world.around().firewall().contains(table)) trail.add(new Doubt.FirewallUnread(table));
        Verdict verdict = walk(chain, true, 0);
        if (verdict == Verdict.REFUSED) return false;
        boolean ended = verdict == Verdict.NEXT || verdict == Verdict.RETURNED;
        Optional<String> policy = world.policy(chain).filter(p -> p.equals("DROP") && ended);
        policy.ifPresent(p -> trail.add(new Step.AtTheEnd(chain, p)));
        return policy.isEmpty();
    }

    private Verdict walk(ChainId chain, boolean surely, int depth) {
        if (depth > DEEPEST) return Verdict.NEXT;
        List<ChainRule> rules = world.chain(chain);
        for (int i = 0; i < rules.size(); i++) {
            Verdict verdict = pass(new Step.Chained(chain, i + 1, rules.get(i)), surely, depth);
            if (verdict != Verdict.NEXT && surely) return verdict;
        }
        return Verdict.NEXT;
    }

    private Verdict pass(Step.Chained here, boolean surely, int depth) {
        return switch (here.rule()) {
            case ChainRule.Known(var matches, var target) -> {
                Truth selects = Matching.holds(matches, packet);
                if (selects == Truth.NO) yield Verdict.NEXT;
                if (surely && selects == Truth.YES) yield act(here, target, depth);
                if (target instanceof FirewallTarget.JumpTo(String name))
                    walk(beside(here.chain(), name), false, depth + 1);
                else if (!isHarmless(target)) doubt(here);
                yield Verdict.NEXT;
            }
            case ChainRule.Unreadable(String text) -> foreign(here, text, surely, depth);
        };
    }

    private Verdict foreign(Step.Chained here, String text, boolean surely, int depth) {
        RuleText rule = RuleText.read(text, packet, world);
        if (rule.selects() == Truth.NO || rule.isHarmless()) return Verdict.NEXT;
        boolean certain = surely && rule.selects() == Truth.YES;
        ChainId target = beside(here.chain(), rule.target());
        if (world.has(target)) {
            Verdict verdict = walk(target, certain, depth + 1);
            return verdict == Verdict.RETURNED || !certain ? Verdict.NEXT : verdict;
        }
        if (!certain) {
            doubt(here);
            return Verdict.NEXT;
        }
        return switch (rule.target()) {
            case "RETURN" -> Verdict.RETURNED;
            case "ACCEPT" -> done(here);
            case "DROP", "REJECT" -> {
                trail.add(here);
                yield Verdict.REFUSED;
            }
            case "MASQUERADE" -> rewrite(here, addressOfOut());
            case "SNAT" ->
                rule.addressBehind("--to-source")
                        .map(a -> rewrite(here, Optional.of(a)))
                        .orElseGet(() -> doubt(here));
            case "DNAT" ->
                rule.addressBehind("--to-destination")
                        .map(a -> redirect(
                                here,
                                a,
                                rule.portBehind("--to-destination").isPresent()
                                        ? rule.portBehind("--to-destination")
                                        : packet.port()))
                        .orElseGet(() -> doubt(here));
            case "MARK" ->
                rule.markBehind("--set-xmark").map(m -> mark(here, m)).orElseGet(() -> doubt(here));
            case "CONNMARK" ->
                rule.markBehind("--set-xmark").map(m -> connectionMark(here, m)).orElseGet(() -> doubt(here));
            default -> doubt(here);
        };
    }

    private Verdict act(Step.Chained here, FirewallTarget target, int depth) {
        return switch (target) {
            case FirewallTarget.SetConnectionMark(FwMark wanted) -> connectionMark(here, wanted);
            case FirewallTarget.SetMark(FwMark wanted) -> mark(here, wanted);
            case FirewallTarget.RestoreMark(int mask) -> {
                packet = packet.marked((packet.mark() & ~mask) | (packet.connectionMark() & mask));
                yield Verdict.NEXT;
            }
            case FirewallTarget.SourceNat(IpAddress address) -> rewrite(here, Optional.of(address));
            case FirewallTarget.Masquerade() -> rewrite(here, addressOfOut());
            case FirewallTarget.DestinationNat(IpAddress address, var ports) ->
                redirect(here, address, ports.map(this::shifted).orElse(packet.port()));
            case FirewallTarget.JumpTo(String name) -> {
                Verdict verdict = walk(beside(here.chain(), name), true, depth + 1);
                yield verdict == Verdict.RETURNED ? Verdict.NEXT : verdict;
            }
            case FirewallTarget.Return() -> {
                trail.add(here);
                yield Verdict.RETURNED;
            }
            case FirewallTarget.Accept() -> done(here);
            case FirewallTarget.Drop(), FirewallTarget.Reject() -> {
                trail.add(here);
                yield Verdict.REFUSED;
            }
            case FirewallTarget.ClampSegments clamp -> Verdict.NEXT;
            case FirewallTarget.None() -> Verdict.NEXT;
        };
    }

    private static boolean isHarmless(FirewallTarget target) {
        return target instanceof FirewallTarget.None || target instanceof FirewallTarget.ClampSegments;
    }

    private Verdict doubt(Step.Chained here) {
        trail.add(new Doubt.MayChange(here.chain(), here.rule()));
        return Verdict.NEXT;
    }

    private Verdict done(Step.Chained here) {
        trail.add(here);
        return Verdict.DONE;
    }

    private Verdict mark(Step.Chained here, FwMark wanted) {
        trail.add(here);
        packet = packet.marked((packet.mark() & ~wanted.mask()) ^ wanted.value());
        return Verdict.NEXT;
    }

    private Verdict connectionMark(Step.Chained here, FwMark wanted) {
        trail.add(here);
        packet = packet.connectionMarked((packet.connectionMark() & ~wanted.mask()) ^ wanted.value());
        return Verdict.NEXT;
    }

    private Verdict rewrite(Step.Chained here, Optional<IpAddress> source) {
        trail.add(here);
        packet = packet.rewrittenTo(source);
        return Verdict.DONE;
    }

    private Verdict redirect(Step.Chained here, IpAddress address, OptionalInt port) {
        trail.add(here);
        packet = packet.redirectedTo(address, port);
        return Verdict.DONE;
    }

    private OptionalInt shifted(FirewallTarget.Shifted ports) {
        if (packet.port().isEmpty()) return OptionalInt.empty();
        int first = ports.to().first();
        return OptionalInt.of(
                ports.first().isEmpty()
                        ? first
                        : first + packet.port().getAsInt() - ports.first().getAsInt());
    }

    /** As inet_select_addr in net/ipv4/devinet.c chooses it: on the gateway's network, else the first. */
    private Optional<IpAddress> addressOfOut() {
        Optional<Link> link = packet.out().map(Nexthop::device).flatMap(world.links()::find);
        IpAddress next = packet.out().flatMap(Nexthop::gateway).orElse(packet.destination());
        List<LinkAddress> addresses = link.map(Link::addresses).orElse(List.of());
        return addresses.stream()
                .filter(a -> a.reaches(next))
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .map(LinkAddress::local);
    }

    private static ChainId beside(ChainId chain, String name) {
        return new ChainId(chain.family(), chain.table(), name);
    }
}
