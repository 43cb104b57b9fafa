package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Match;
import dev.ftr.model.PortRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One iptables rule as text, both ways, in the normal form of iptables-save: masks written out in hex, interfaces first. A
 * rule that the kernel lists in any other way than we would write it has another meaning or a vocabulary we do not have.
 */
final class IptablesRule {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\S+)");
    private static final int ALL_BITS = 0xffff_ffff;
    private static final List<String> TCP_OPENING = List.of("-m", "tcp", "--tcp-flags", "SYN,RST", "SYN");

    private IptablesRule() {}

    /** The arguments behind {@code -A CHAIN}. */
    static List<String> words(ChainRule rule) {
        return switch (rule) {
            case ChainRule.Unreadable(String text) -> split(text);
            case ChainRule.Known(var matches, var target) -> {
                List<String> words = new ArrayList<>();
                for (Match match : matches) words.addAll(words(match));
                words.addAll(words(target));
                yield words;
            }
        };
    }

    static String text(ChainRule rule) {
        return rule instanceof ChainRule.Unreadable(String text) ? text : String.join(" ", words(rule));
    }

    private static List<String> words(Match match) {
        return switch (match) {
            case Match.Source(var block) -> List.of("-s", block(block));
            case Match.Destination(var block) -> List.of("-d", block(block));
            case Match.InInterface(var device) -> List.of("-i", device.toString());
            case Match.OutInterface(var device) -> List.of("-o", device.toString());
            case Match.Protocol(var protocol) -> List.of("-p", protocol.toString());
            case Match.Ports(var side, var ranges) ->
                List.of(
                        "-m",
                        "multiport",
                        side == Match.Side.SOURCE ? "--sports" : "--dports",
                        ranges.stream().map(IptablesRule::ports).collect(Collectors.joining(",")));
            case Match.TcpOpening() -> TCP_OPENING;
            case Match.Realm(int realm) -> List.of("-m", "realm", "--realm", hex(realm));
            case Match.Station(var address) -> List.of("-m", "mac", "--mac-source", address.toString());
            case Match.LocalSource(var negated) ->
                negated
                        ? List.of("-m", "addrtype", "!", "--src-type", "LOCAL")
                        : List.of("-m", "addrtype", "--src-type", "LOCAL");
            case Match.InSet(String name, var side) ->
                List.of("-m", "set", "--match-set", name, side == Match.Side.SOURCE ? "src" : "dst");
            case Match.ConnectionState(var states) ->
                List.of(
                        "-m",
                        "conntrack",
                        "--ctstate",
                        states.stream().map(Match.State::name).collect(Collectors.joining(",")));
            case Match.PacketMark(var mark, var negated) -> mark("mark", mark, negated);
            case Match.ConnectionMark(var mark, var negated) -> mark("connmark", mark, negated);
            case Match.Recent(var use, String list) -> {
                List<String> words = new ArrayList<>(List.of("-m", "recent"));
                words.addAll(
                        switch (use) {
                            case Match.RecentUse.Remember() -> List.of("--set");
                            case Match.RecentUse.Forget() -> List.of("--remove");
                            case Match.RecentUse.SeenWithin(int seconds) ->
                                List.of("--rcheck", "--seconds", Integer.toString(seconds));
                        });
                words.addAll(List.of("--name", list, "--mask", "255.255.255.255", "--rsource"));
                yield words;
            }
        };
    }

    private static List<String> mark(String match, FwMark mark, boolean negated) {
        return negated
                ? List.of("-m", match, "!", "--mark", masked(mark))
                : List.of("-m", match, "--mark", masked(mark));
    }

    // iptables-save never leaves out the length.
    private static String block(Cidr block) {
        return block.address() + "/" + block.length();
    }

    private static String ports(PortRange range) {
        return range.isSingle() ? range.toString() : range.first() + ":" + range.last();
    }

    private static List<String> words(FirewallTarget target) {
        return switch (target) {
            case FirewallTarget.SetConnectionMark(var mark) ->
                List.of("-j", "CONNMARK", "--set-xmark", mark.toString());
            case FirewallTarget.SetMark(var mark) -> List.of("-j", "MARK", "--set-xmark", mark.toString());
            case FirewallTarget.RestoreMark(int mask) ->
                List.of("-j", "CONNMARK", "--restore-mark", "--nfmask", hex(mask), "--ctmask", hex(mask));
            case FirewallTarget.SourceNat(var address) -> List.of("-j", "SNAT", "--to-source", address.toString());
            case FirewallTarget.Masquerade() -> List.of("-j", "MASQUERADE");
            case FirewallTarget.DestinationNat(var address, var ports) ->
                List.of(
                        "-j",
                        "DNAT",
                        "--to-destination",
                        address + ports.map(IptablesRule::shifted).orElse(""));
            case FirewallTarget.JumpTo(String chain) -> List.of("-j", chain);
            case FirewallTarget.Return() -> List.of("-j", "RETURN");
            case FirewallTarget.Accept() -> List.of("-j", "ACCEPT");
            case FirewallTarget.Drop() -> List.of("-j", "DROP");
            case FirewallTarget.Reject() -> List.of("-j", "REJECT", "--reject-with", "icmp-port-unreachable");
            case FirewallTarget.ClampSegments(var bytes) ->
                bytes.isPresent()
                        ? List.of("-j", "TCPMSS", "--set-mss", Integer.toString(bytes.getAsInt()))
                        : List.of("-j", "TCPMSS", "--clamp-mss-to-pmtu");
            case FirewallTarget.None() -> List.of();
        };
    }

    private static String shifted(FirewallTarget.Shifted ports) {
        return ":" + ports.to()
                + (ports.first().isPresent() ? "/" + ports.first().getAsInt() : "");
    }

    /** Reads the arguments behind {@code -A CHAIN}; never fails. */
    static ChainRule parse(String text) {
        List<String> words = split(text);
        try {
            ChainRule.Known rule = parse(new ArrayDeque<>(words));
            // Only what we would write in just this way is surely understood.
            if (words(rule).equals(withSmallStation(words))) return rule;
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return new ChainRule.Unreadable(text);
        }
        return new ChainRule.Unreadable(text);
    }

    /** Some versions print the address of a station in capitals. */
    private static List<String> withSmallStation(List<String> words) {
        int station = words.indexOf("--mac-source") + 1;
        if (station == 0 || station == words.size()) return words;
        List<String> small = new ArrayList<>(words);
        small.set(station, words.get(station).toLowerCase(Locale.ROOT));
        return small;
    }

    private static ChainRule.Known parse(Deque<String> words) {
        List<Match> matches = new ArrayList<>();
        while (!words.isEmpty() && !words.element().equals("-j")) matches.add(match(words));
        if (words.isEmpty()) {
            if (matches.isEmpty()) throw new IllegalArgumentException("neither match nor target");
            return new ChainRule.Known(matches, new FirewallTarget.None());
        }
        words.remove();
        return new ChainRule.Known(matches, target(words));
    }

    private static Match match(Deque<String> words) {
        String option = words.remove();
        return switch (option) {
            case "-s" -> new Match.Source(Cidr.parse(words.remove(), Family.IPV4));
            case "-d" -> new Match.Destination(Cidr.parse(words.remove(), Family.IPV4));
            case "-i" -> new Match.InInterface(device(words.remove()));
            case "-o" -> new Match.OutInterface(device(words.remove()));
            case "-p" -> new Match.Protocol(IpProtocol.parse(words.remove()));
            case "-m" -> extension(words.remove(), words);
            default -> throw new IllegalArgumentException(option);
        };
    }

    private static InterfaceName device(String name) {
        if (name.endsWith("+")) throw new IllegalArgumentException("a wildcard");
        return new InterfaceName(name);
    }

    private static Match extension(String name, Deque<String> words) {
        boolean negated = words.element().equals("!");
        if (negated) words.remove();
        String option = words.remove();
        return switch (name) {
            case "conntrack" -> new Match.ConnectionState(states(words.remove()));
            case "connmark" -> new Match.ConnectionMark(mark(words.remove()), negated);
            case "mark" -> new Match.PacketMark(mark(words.remove()), negated);
            case "realm" -> new Match.Realm(number(words.remove()));
            case "mac" -> new Match.Station(new MacAddress(words.remove()));
            case "multiport" -> new Match.Ports(side(option, "--sports"), ranges(words.remove()));
            case "addrtype" -> {
                words.remove();
                yield new Match.LocalSource(negated);
            }
            case "set" -> {
                String set = words.remove();
                yield new Match.InSet(set, side(words.remove(), "src"));
            }
            case "recent" -> recent(option, words);
            case "tcp" -> {
                words.remove();
                words.remove();
                yield new Match.TcpOpening();
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Match.Side side(String word, String source) {
        return word.equals(source) ? Match.Side.SOURCE : Match.Side.DESTINATION;
    }

    private static SortedSet<Match.State> states(String text) {
        return Stream.of(text.split(",", -1)).map(Match.State::parse).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<PortRange> ranges(String text) {
        return Stream.of(text.split(",", -1)).map(PortRange::parse).toList();
    }

    private static Match recent(String option, Deque<String> words) {
        Match.RecentUse use =
                switch (option) {
                    case "--set" -> new Match.RecentUse.Remember();
                    case "--remove" -> new Match.RecentUse.Forget();
                    case "--rcheck" -> {
                        words.remove();
                        yield new Match.RecentUse.SeenWithin(number(words.remove()));
                    }
                    default -> throw new IllegalArgumentException(option);
                };
        words.remove();
        String list = words.remove();
        for (int i = 0; i < 3; i++) words.remove();
        return new Match.Recent(use, list);
    }

    private static FirewallTarget target(Deque<String> words) {
        String name = words.remove();
        String option = words.isEmpty() ? "" : words.remove();
        if (name.startsWith(ChainId.PREFIX) && option.isEmpty()) return new FirewallTarget.JumpTo(name);
        return switch (name + option) {
            case "MASQUERADE" -> new FirewallTarget.Masquerade();
            case "SNAT--to-source" -> new FirewallTarget.SourceNat(IpAddress.parse(words.remove()));
            case "DNAT--to-destination" -> destinationNat(words.remove());
            case "CONNMARK--set-xmark" -> new FirewallTarget.SetConnectionMark(mark(words.remove()));
            case "MARK--set-xmark" -> new FirewallTarget.SetMark(mark(words.remove()));
            case "CONNMARK--restore-mark" -> {
                words.remove();
                yield new FirewallTarget.RestoreMark(number(words.remove()));
            }
            case "RETURN" -> new FirewallTarget.Return();
            case "ACCEPT" -> new FirewallTarget.Accept();
            case "DROP" -> new FirewallTarget.Drop();
            case "REJECT--reject-with" -> new FirewallTarget.Reject();
            case "TCPMSS--clamp-mss-to-pmtu" -> new FirewallTarget.ClampSegments(OptionalInt.empty());
            case "TCPMSS--set-mss" -> new FirewallTarget.ClampSegments(OptionalInt.of(number(words.remove())));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static FirewallTarget destinationNat(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return new FirewallTarget.DestinationNat(IpAddress.parse(text), Optional.empty());
        int slash = text.indexOf('/');
        PortRange to = PortRange.parse(text.substring(colon + 1, slash < 0 ? text.length() : slash));
        OptionalInt first = slash < 0 ? OptionalInt.empty() : OptionalInt.of(number(text.substring(slash + 1)));
        return new FirewallTarget.DestinationNat(
                IpAddress.parse(text.substring(0, colon)), Optional.of(new FirewallTarget.Shifted(to, first)));
    }

    private static FwMark mark(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new FwMark(number(text), ALL_BITS)
                : new FwMark(number(text.substring(0, slash)), number(text.substring(slash + 1)));
    }

    private static int number(String text) {
        return text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseUnsignedInt(text);
    }

    // The connmark match leaves out a full mask, the CONNMARK target does not.
    private static String masked(FwMark mark) {
        return mark.mask() == ALL_BITS ? hex(mark.value()) : mark.toString();
    }

    private static String hex(int bits) {
        return "0x" + Integer.toHexString(bits);
    }

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        if (text.indexOf('"') < 0) {
            new StringTokenizer(text).asIterator().forEachRemaining(word -> words.add((String) word));
            return words;
        }
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        return words;
    }
}
