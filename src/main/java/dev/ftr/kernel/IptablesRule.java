package dev.ftr.kernel;

import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Match;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One iptables rule as text, both ways, in the normal form of iptables-save: masks written out in hex, interfaces first. A
 * rule that the kernel lists in any other way than we would write it has another meaning or a vocabulary we do not have.
 */
final class IptablesRule {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\S+)");
    private static final int ALL_BITS = 0xffff_ffff;

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
            case Match.InInterface(var device) -> List.of("-i", device.toString());
            case Match.OutInterface(var device) -> List.of("-o", device.toString());
            case Match.ConnectionState(var state) -> List.of("-m", "conntrack", "--ctstate", state.name());
            case Match.ConnectionMark(var mark, var negated) ->
                negated
                        ? List.of("-m", "connmark", "!", "--mark", masked(mark))
                        : List.of("-m", "connmark", "--mark", masked(mark));
        };
    }

    private static List<String> words(FirewallTarget target) {
        return switch (target) {
            case FirewallTarget.SetConnectionMark(var mark) ->
                List.of("-j", "CONNMARK", "--set-xmark", mark.toString());
            case FirewallTarget.RestoreMark(int mask) ->
                List.of("-j", "CONNMARK", "--restore-mark", "--nfmask", hex(mask), "--ctmask", hex(mask));
            case FirewallTarget.SourceNat(var address) -> List.of("-j", "SNAT", "--to-source", address.toString());
            case FirewallTarget.Masquerade() -> List.of("-j", "MASQUERADE");
        };
    }

    /** Reads the arguments behind {@code -A CHAIN}; never fails. */
    static ChainRule parse(String text) {
        List<String> words = split(text);
        try {
            ChainRule.Known rule = parse(new ArrayDeque<>(words));
            // Only what we would write in just this way is surely understood.
            if (words(rule).equals(words)) return rule;
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return new ChainRule.Unreadable(text);
        }
        return new ChainRule.Unreadable(text);
    }

    private static ChainRule.Known parse(Deque<String> words) {
        List<Match> matches = new ArrayList<>();
        while (!words.element().equals("-j")) matches.add(match(words));
        words.remove();
        return new ChainRule.Known(matches, target(words));
    }

    private static Match match(Deque<String> words) {
        String option = words.remove();
        return switch (option) {
            case "-i" -> new Match.InInterface(new InterfaceName(words.remove()));
            case "-o" -> new Match.OutInterface(new InterfaceName(words.remove()));
            case "-m" -> extension(words.remove(), words);
            default -> throw new IllegalArgumentException(option);
        };
    }

    private static Match extension(String name, Deque<String> words) {
        boolean negated = words.element().equals("!");
        if (negated) words.remove();
        words.remove();
        return switch (name) {
            case "conntrack" -> new Match.ConnectionState(Match.State.parse(words.remove()));
            case "connmark" -> new Match.ConnectionMark(mark(words.remove()), negated);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static FirewallTarget target(Deque<String> words) {
        String name = words.remove();
        String option = words.isEmpty() ? "" : words.remove();
        return switch (name + option) {
            case "MASQUERADE" -> new FirewallTarget.Masquerade();
            case "SNAT--to-source" -> new FirewallTarget.SourceNat(IpAddress.parse(words.remove()));
            case "CONNMARK--set-xmark" -> new FirewallTarget.SetConnectionMark(mark(words.remove()));
            case "CONNMARK--restore-mark" -> {
                words.remove();
                yield new FirewallTarget.RestoreMark(number(words.remove()));
            }
            default -> throw new IllegalArgumentException(name);
        };
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
        return "%#x".formatted(bits);
    }

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        return words;
    }
}
