package dev.ftr.explain;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PortRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody's rule of iptables, read as far as the usual words go.
 *
 * @param selects whether it is about the packet
 * @param target what it does then; empty: nothing
 * @param arguments of the target
 */
record RuleText(Truth selects, String target, List<String> arguments) {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"|(\\S+)");

    /** Targets that let a packet go on as it is. */
    private static final Set<String> HARMLESS = Set.of(
            "",
            "LOG",
            "NFLOG",
            "TRACE",
            "TCPMSS",
            "CHECKSUM",
            "TOS",
            "DSCP",
            "TTL",
            "CLASSIFY",
            "CT",
            "SECMARK",
            "AUDIT");

    static RuleText read(String text, Packet packet, World world) {
        Deque<String> words = new ArrayDeque<>(split(text));
        List<Truth> conditions = new ArrayList<>();
        String extension = "";
        while (!words.isEmpty()) {
            boolean negated = words.element().equals("!");
            if (negated) words.remove();
            String option = words.isEmpty() ? "" : words.remove();
            if (option.equals("-j") || option.equals("-g")) break;
            if (option.equals("-m")) {
                extension = words.isEmpty() ? "" : words.remove();
                continue;
            }
            List<String> values = new ArrayList<>();
            while (!words.isEmpty()
                    && !words.element().startsWith("-")
                    && !words.element().equals("!")) values.add(words.remove());
            Truth holds =
                    values.size() == 1 ? condition(extension, option, values.getFirst(), packet, world) : Truth.MAYBE;
            conditions.add(holds.negatedIf(negated));
        }
        String target = words.isEmpty() ? "" : words.remove();
        return new RuleText(Truth.all(conditions), target, List.copyOf(words));
    }

    boolean isHarmless() {
        return HARMLESS.contains(target);
    }

    private static Truth condition(String extension, String option, String value, Packet packet, World world) {
        try {
            return switch (option) {
                case "-s" ->
                    packet.source().map(a -> Truth.of(block(value).contains(a))).orElse(Truth.MAYBE);
                case "-d" -> Truth.of(block(value).contains(packet.destination()));
                case "-i" -> device(packet.in(), value);
                case "-o" -> device(packet.out().map(Nexthop::device), value);
                case "-p" ->
                    Truth.of(value.equals("all")
                            || value.equals(packet.protocol().toString())
                            || value.equals(Integer.toString(packet.protocol().number())));
                case "--sport", "--sports" -> ports(packet, packet.sourcePort(), value);
                case "--dport", "--dports" -> ports(packet, packet.port(), value);
                case "--ctstate", "--state" -> state(value, packet);
                case "--mark" ->
                    Truth.of(mark(value)
                            .matches(extension.equals("connmark") ? packet.connectionMark() : packet.mark()));
                case "--comment" -> Truth.YES;
                case "--dst-type" -> value.equals("LOCAL") ? Truth.of(world.isOurs(packet.destination())) : Truth.MAYBE;
                default -> Truth.MAYBE;
            };
        } catch (IllegalArgumentException e) {
            return Truth.MAYBE; // words of a later version
        }
    }

    private static Truth device(Optional<InterfaceName> device, String pattern) {
        if (device.isEmpty()) return Truth.NO;
        String name = device.get().value();
        return Truth.of(
                pattern.endsWith("+")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    private static Truth ports(Packet packet, OptionalInt port, String value) {
        if (!packet.protocol().hasPorts()) return Truth.NO;
        if (port.isEmpty()) return Truth.MAYBE;
        return Truth.of(
                Stream.of(value.split(",", -1)).map(PortRange::parse).anyMatch(r -> r.contains(port.getAsInt())));
    }

    private static Truth state(String value, Packet packet) {
        return Truth.of(Stream.of(value.split(",", -1))
                .anyMatch(state -> state.equals(packet.reply() ? "ESTABLISHED" : "NEW")
                        || (state.equals("DNAT") && packet.redirected())
                        || (state.equals("SNAT") && packet.rewritten().isPresent())));
    }

    static FwMark mark(String text) {
        int slash = text.indexOf('/');
        int mask = slash < 0 ? -1 : number(text.substring(slash + 1));
        return new FwMark(number(slash < 0 ? text : text.substring(0, slash)), mask);
    }

    private static int number(String text) {
        return text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16) : Integer.parseUnsignedInt(text);
    }

    private static Cidr block(String text) {
        return Cidr.parse(text, Family.IPV4);
    }

    /** An address behind an option of the target, with a port where it has one. */
    Optional<IpAddress> addressBehind(String option) {
        int at = arguments.indexOf(option);
        if (at < 0 || at + 1 >= arguments.size()) return Optional.empty();
        try {
            return Optional.of(IpAddress.parse(arguments.get(at + 1).replaceFirst(":\\d+$", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The single port behind an option of the target. */
    OptionalInt portBehind(String option) {
        int at = arguments.indexOf(option);
        Matcher port = Pattern.compile(".*:(\\d{1,5})").matcher(at < 0 ? "" : arguments.get(at + 1));
        return port.matches() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    }

    /** The mark behind an option of the target. */
    Optional<FwMark> markBehind(String option) {
        int at = arguments.indexOf(option);
        if (at < 0 || at + 1 >= arguments.size()) return Optional.empty();
        try {
            return Optional.of(mark(arguments.get(at + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        return words;
    }
}
