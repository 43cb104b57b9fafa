package dev.ftr.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A rule of nft in the words of iptables-save, as far as an answer to a probe depends on them. What has no such words is
 * {@link #UNKNOWN}: it may fit or not.
 */
final class NftRule {
    static final String UNKNOWN = "--nft";

    /** {@code iifname { a, b } ip saddr { ... }} becomes a rule for each combination. */
    private static final int MOST_COMBINATIONS = 64;

    private NftRule() {}

    /** Rules that together do the same; none, where it is about IPv6 alone. */
    static List<List<String>> words(JsonNode expressions) {
        List<List<String>> rules = List.of(List.of());
        for (JsonNode expression : expressions) {
            List<List<String>> ways = ways(expression);
            if (rules.size() * ways.size() > MOST_COMBINATIONS) ways = List.of(List.of(UNKNOWN));
            rules = product(rules, ways);
        }
        return rules;
    }

    private static List<List<String>> product(List<List<String>> rules, List<List<String>> ways) {
        List<List<String>> all = new ArrayList<>();
        for (List<String> rule : rules)
            for (List<String> way : ways) {
                List<String> words = new ArrayList<>(rule);
                words.addAll(way);
                all.add(words);
            }
        return all;
    }

    private static List<List<String>> ways(JsonNode expression) {
        String kind = expression.propertyNames().stream().findFirst().orElse("");
        JsonNode value = expression.path(kind);
        return switch (kind) {
            case "match" -> match(value);
            case "accept", "drop", "reject", "return" -> one("-j", kind.toUpperCase(Locale.ROOT));
            case "jump" -> one("-j", value.path("target").asString(""));
            case "queue" -> one("-j", "NFQUEUE");
            case "counter", "log", "mangle", "notrack" -> one();
            // What others they have is not looked into.
            case "goto", "vmap" -> one(UNKNOWN, "-g", kind);
            default -> one(UNKNOWN);
        };
    }

    private static List<List<String>> match(JsonNode match) {
        String op = match.path("op").asString("");
        boolean not = op.equals("!=");
        if (!not && !op.equals("==") && !op.equals("in")) return one(UNKNOWN);
        JsonNode left = match.path("left");
        Optional<List<String>> right = values(match.path("right"));
        if (left.has("payload"))
            return payload(
                    left.at("/payload/protocol").asString(""),
                    left.at("/payload/field").asString(""),
                    not,
                    right);
        if (right.isEmpty()) return one(UNKNOWN);
        return switch (left.at("/meta/key").asString("")) {
            case "iif", "iifname" ->
                each("-i", not, right.get().stream().map(NftRule::device).toList());
            case "l4proto" -> named("-p", not, right.get());
            case "nfproto" -> right.get().contains("ipv4") == not ? List.of() : one();
            default ->
                left.at("/ct/key").asString("").equals("state")
                        ? listed("--ctstate", not, right.get(), ",")
                        : one(UNKNOWN);
        };
    }

    private static List<List<String>> payload(
            String protocol, String field, boolean not, Optional<List<String>> right) {
        return switch (protocol) {
            case "ip6", "icmpv6" -> List.of();
            case "ip" ->
                switch (right.isEmpty() ? "" : field) {
                    case "saddr" -> each("-s", not, right.get());
                    case "protocol" -> named("-p", not, right.get());
                    default -> one(UNKNOWN);
                };
            case "tcp", "udp", "icmp" -> product(one("-p", protocol), field(field, not, right));
            case "th" -> field(field, not, right);
            case "sctp", "dccp", "udplite", "esp", "ah", "comp", "igmp" -> one("-p", protocol);
            default -> one(UNKNOWN);
        };
    }

    private static List<List<String>> field(String field, boolean not, Optional<List<String>> right) {
        if (right.isEmpty()) return one(UNKNOWN);
        return switch (field) {
            case "dport" -> not ? one(UNKNOWN) : listed("--dports", false, right.get(), ",");
            case "type" -> named("--icmp-type", not, right.get());
            default -> one(UNKNOWN);
        };
    }

    /** A number or a range may be the one that is asked about. */
    private static List<List<String>> named(String option, boolean not, List<String> values) {
        boolean names = values.stream().allMatch(value -> value.matches("[a-z][a-z0-9-]*"));
        return names ? each(option, not, values) : one(UNKNOWN);
    }

    private static List<List<String>> each(String option, boolean not, List<String> values) {
        if (!not) return values.stream().map(value -> List.of(option, value)).toList();
        return List.of(values.stream()
                .flatMap(value -> List.of("!", option, value).stream())
                .toList());
    }

    private static List<List<String>> listed(String option, boolean not, List<String> values, String between) {
        String list = values.stream().map(v -> v.toUpperCase(Locale.ROOT)).collect(Collectors.joining(between));
        return not ? one("!", option, list) : one(option, list);
    }

    private static List<List<String>> one(String... words) {
        return List.of(List.of(words));
    }

    private static String device(String name) {
        return name.endsWith("*") ? name.substring(0, name.length() - 1) + "+" : name;
    }

    /** Of a value, a list or a set without a name; empty: it is something else. */
    private static Optional<List<String>> values(JsonNode right) {
        JsonNode list = right.has("set") ? right.path("set") : right;
        List<Optional<String>> all = list.isArray()
                ? StreamSupport.stream(list.spliterator(), false)
                        .map(NftRule::value)
                        .toList()
                : List.of(value(list));
        if (all.isEmpty() || all.stream().anyMatch(Optional::isEmpty)) return Optional.empty();
        return Optional.of(all.stream().flatMap(Optional::stream).toList());
    }

    private static Optional<String> value(JsonNode value) {
        if (value.has("range"))
            return Optional.of(value.at("/range/0").asString("") + ":"
                    + value.at("/range/1").asString(""));
        if (value.has("prefix"))
            return Optional.of(value.at("/prefix/addr").asString("") + "/"
                    + value.at("/prefix/len").asString(""));
        return value.isObject() || value.asString("").startsWith("@")
                ? Optional.empty()
                : Optional.of(value.asString(""));
    }
}
