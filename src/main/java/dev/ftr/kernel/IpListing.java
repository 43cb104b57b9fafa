package dev.ftr.kernel;

import dev.ftr.json.Json;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what {@code ip -j -N} prints. What is not in our vocabulary becomes a foreign object with its text, never an error:
 * later versions print more than we know.
 */
final class IpListing {

    /** With -N the type of an unreachable route is printed as its number (RTN_UNREACHABLE). */
    private static final Pattern PROTOCOL = Pattern.compile("\\d{1,3}");

    private static final Pattern TABLE = Pattern.compile("[1-9]\\d{0,9}");
    private static final Set<String> UNREACHABLE = Set.of("unreachable", "7");

    /** What makes a route another than the one with the same nexthops: for some packets only, or not straight to them. */
    private static final Set<String> NEVER_WRITTEN = Set.of("tos", "from", "nhid", "encap", "via");

    private static final Map<String, TableId> TABLE_NAMES =
            Map.of("local", new TableId(255), "main", TableId.MAIN, "default", new TableId(253));
    private static final Map<String, Integer> PROTOCOL_NAMES =
            Map.of("redirect", 1, "kernel", 2, "boot", 3, "static", 4, "ra", 9, "dhcp", 16);
    private static final int PROTOCOL_BOOT = 3;

    /** Of addresses, with and without -N: link and host (RT_SCOPE_LINK, RT_SCOPE_HOST). */
    private static final Set<String> LOCAL_SCOPES = Set.of("link", "253", "host", "254");

    /** What {@code ip rule} calls UDP, with and without -N. */
    private static final Set<String> UDP = Set.of("udp", "17", "ipproto-17");

    /** Selectors of a rule that decide nothing when they say this. */
    private static final Set<String> RULE_KEYS_KNOWN = Set.of(
            "priority",
            "src",
            "srclen",
            "fwmark",
            "fwmask",
            "table",
            "protocol",
            "dst",
            "dstlen",
            "goto",
            "nop",
            "unresolved",
            "suppress_prefixlen",
            "suppress_prefixlength");

    /** What of a rule is no selector. */
    private static final Set<String> RULE_PLACE = Set.of(
            "priority",
            "table",
            "protocol",
            "suppress_prefixlen",
            "suppress_prefixlength",
            "goto",
            "action",
            "unresolved",
            "nop");

    /** What has its own place in the words of a rule, or none. */
    private static final Set<String> RULE_KEYS_WORDED = Set.of(
            "not",
            "src",
            "srclen",
            "dst",
            "dstlen",
            "fwmark",
            "fwmask",
            "flow_from",
            "priority",
            "table",
            "protocol",
            "action",
            "goto",
            "unresolved",
            "nop",
            "l3mdev",
            "suppress_prefixlen",
            "suppress_prefixlength",
            "suppress_ifgroup");

    /** What -N makes of the actions of a rule (RTN_BLACKHOLE and so on). */
    private static final Map<String, String> ACTION_NUMBERS =
            Map.of("6", "blackhole", "7", "unreachable", "8", "prohibit");

    /** States of a neighbour that has not answered (ip-neighbour(8)). */
    private static final Set<String> SILENT = Set.of("INCOMPLETE", "FAILED");

    private final Family family;

    IpListing(Family family) {
        this.family = family;
    }

    /** Reads {@code ip link show}; addresses come with {@link #addresses}. */
    SortedMap<InterfaceName, Link> links(String linkJson, String addressJson) throws KernelException {
        Map<String, List<LinkAddress>> addresses = addresses(addressJson);
        SortedMap<InterfaceName, Link> links = new TreeMap<>();
        for (JsonNode entry : entries(linkJson)) {
            String name = entry.path("ifname").asString("");
            if (!isUsable(name)) continue;
            Set<String> flags = Set.copyOf(strings(entry.path("flags")));
            links.put(
                    new InterfaceName(name),
                    new Link(
                            new InterfaceName(name),
                            flags.contains("UP"),
                            flags.contains("LOWER_UP"),
                            addresses.getOrDefault(name, List.of())));
        }
        return links;
    }

    private Map<String, List<LinkAddress>> addresses(String json) throws KernelException {
        Map<String, List<LinkAddress>> byName = new TreeMap<>();
        for (JsonNode entry : entries(json)) {
            List<LinkAddress> addresses = new ArrayList<>();
            for (JsonNode address : entry.path("addr_info")) {
                if (!address.path("family").asString("").equals(family == Family.IPV4 ? "inet" : "inet6")) continue;
                address(address).ifPresent(addresses::add);
            }
            byName.put(entry.path("ifname").asString(""), addresses);
        }
        return byName;
    }

    private Optional<LinkAddress> address(JsonNode entry) {
        try {
            IpAddress local = IpAddress.parse(entry.path("local").asString(""));
            Optional<IpAddress> peer = text(entry, "address").map(IpAddress::parse);
            int length = entry.path("prefixlen").asInt(-1);
            boolean fits = length >= 0
                    && length <= family.addressBits()
                    && local.family() == family
                    && peer.stream().allMatch(p -> p.family() == family);
            return fits ? Optional.of(new LinkAddress(local, length, peer, standing(entry, local))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Standing standing(JsonNode entry, IpAddress local) {
        boolean here = LOCAL_SCOPES.contains(entry.path("scope").asString(""))
                || local.inet().isLinkLocalAddress()
                || entry.path("tentative").asBoolean(false)
                || entry.path("dadfailed").asBoolean(false);
        if (here) return Standing.LOCAL;
        if (entry.path("deprecated").asBoolean(false)) return Standing.DEPRECATED;
        return entry.path("dynamic").asBoolean(false) ? Standing.DYNAMIC : Standing.PERMANENT;
    }

    /** Reads the numbers of the interfaces from {@code ip link show}. */
    Map<InterfaceName, Integer> indexes(String linkJson) throws KernelException {
        Map<InterfaceName, Integer> indexes = new TreeMap<>();
        for (JsonNode entry : entries(linkJson)) {
            String name = entry.path("ifname").asString("");
            if (isUsable(name))
                indexes.put(new InterfaceName(name), entry.path("ifindex").asInt(0));
        }
        return indexes;
    }

    /**
     * Reads the default routes in {@code ip route show table all exact default} that are not ours and lead over one interface.
     *
     * @param device by which the listing was filtered; it leaves it out then
     */
    List<DefaultRoute> defaultRoutes(String json, Optional<InterfaceName> device, int ours) throws KernelException {
        List<DefaultRoute> routes = new ArrayList<>();
        for (JsonNode entry : entries(json)) {
            Optional<TableId> table = table(entry.path("table").asString("main"));
            boolean toEverywhere =
                    destination(entry).filter(d -> d.length() == 0).isPresent();
            if (table.isEmpty() || !toEverywhere || protocol(entry, PROTOCOL_BOOT) == ours) continue;
            device.ifPresent(d -> ((ObjectNode) entry).put("dev", d.value()));
            if (action(entry) instanceof RouteAction.Unicast(var nexthops, var source) && nexthops.size() == 1)
                routes.add(new DefaultRoute(
                        nexthops.getFirst().device(),
                        table.get(),
                        entry.path("metric").asLong(0),
                        nexthops.getFirst().gateway(),
                        source));
        }
        return routes;
    }

    // A name of bytes that are not UTF-8 is too long when decoded; nobody can configure an uplink of that name.
    private static boolean isUsable(String name) {
        try {
            return !new InterfaceName(name).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Reads {@code ip route show table N}.
     *
     * @param protocol of the routes, where the listing was filtered by it and leaves it out
     */
    List<Route> routes(String json, TableId table, Optional<Integer> protocol) throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (JsonNode entry : entries(json)) route(entry, table, protocol).ifPresent(routes::add);
        return routes;
    }

    private Optional<Route> route(JsonNode entry, TableId table, Optional<Integer> protocol) {
        return destination(entry).map(destination -> {
            RouteKey key = new RouteKey(
                    family, table, destination, entry.path("metric").asLong(0));
            return new Route(key, action(entry), protocol.orElseGet(() -> protocol(entry, PROTOCOL_BOOT)));
        });
    }

    /** Empty where it is none of this family: such a route can stand in nobody's way. */
    private Optional<Cidr> destination(JsonNode entry) {
        try {
            return Optional.of(Cidr.parse(entry.path("dst").asString("default"), family))
                    .filter(d -> d.family() == family);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads {@code ip route show table all proto N}, in which each route names its table unless that is main. */
    List<Route> routesOfAllTables(String json, int protocol) throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (JsonNode entry : entries(json)) {
            Optional<TableId> table = table(entry.path("table").asString("main"));
            if (table.isPresent())
                route(entry, table.get(), Optional.of(protocol)).ifPresent(routes::add);
        }
        return routes;
    }

    private static RouteAction action(JsonNode entry) {
        String type = entry.path("type").asString("unicast");
        if (UNREACHABLE.contains(type)) return new RouteAction.Unreachable();
        boolean plain =
                Set.of("unicast", "1").contains(type) && NEVER_WRITTEN.stream().noneMatch(entry::has);
        try {
            List<Nexthop> nexthops = new ArrayList<>();
            if (entry.has("nexthops")) for (JsonNode hop : entry.path("nexthops")) nexthops.add(nexthop(hop));
            else if (entry.has("dev")) nexthops.add(nexthop(entry));
            if (plain && !nexthops.isEmpty())
                return new RouteAction.Unicast(nexthops, text(entry, "prefsrc").map(IpAddress::parse));
        } catch (IllegalArgumentException e) {
            return new RouteAction.Foreign(entry.toString());
        }
        return new RouteAction.Foreign(entry.toString());
    }

    private static Nexthop nexthop(JsonNode hop) {
        if (hop.has("via")) throw new IllegalArgumentException("a gateway of the other address family");
        return new Nexthop(
                text(hop, "gateway").map(IpAddress::parse),
                new InterfaceName(hop.path("dev").asString("")),
                new Weight(hop.path("weight").asInt(1)),
                realm(hop));
    }

    /** With -N it is the number; another realm of packets from there is nothing that we write. */
    private static int realm(JsonNode hop) {
        JsonNode flow = hop.path("flow");
        if (flow.has("from")) throw new IllegalArgumentException("a realm of sources");
        return flow.has("to") ? Integer.parseInt(flow.path("to").asString("0")) : 0;
    }

    /** Reads {@code ip rule show}. */
    List<PolicyRule> rules(String json) throws KernelException {
        List<PolicyRule> rules = new ArrayList<>();
        for (JsonNode entry : entries(json)) {
            long priority = entry.path("priority").asLong(0);
            if (priority < 0 || priority > 0xffff_ffffL) continue;
            rules.add(new PolicyRule(
                    family, new RulePriority(priority), selector(entry), ruleAction(entry), protocol(entry, 0)));
        }
        return rules;
    }

    private RuleSelector selector(JsonNode entry) {
        String source = entry.path("src").asString("all");
        boolean marked = entry.has("fwmark");
        boolean other = entry.propertyNames().stream().anyMatch(k -> !RULE_KEYS_KNOWN.contains(k));
        try {
            Optional<RuleSelector> renewal = renewal(entry);
            if (renewal.isPresent()) return renewal.get();
            boolean bound = entry.has("dst");
            boolean fromAll = source.equals("all");
            if (!other && bound && fromAll && marked)
                return new RuleSelector.ToMarked(block(entry, "dst", "dstlen"), mark(entry));
            if (!other && !bound && marked && fromAll) return new RuleSelector.Marked(mark(entry));
            if (!other && !bound && !marked && fromAll) return new RuleSelector.All();
            if (!other && !bound && !fromAll) {
                Cidr block = block(entry, "src", "srclen");
                return marked ? new RuleSelector.FromMarked(block, mark(entry)) : new RuleSelector.From(block);
            }
        } catch (IllegalArgumentException e) {
            return new RuleSelector.Foreign(foreignSelector(entry));
        }
        return new RuleSelector.Foreign(foreignSelector(entry));
    }

    private Optional<RuleSelector> renewal(JsonNode entry) {
        Set<String> words = new HashSet<>(entry.propertyNames());
        words.removeAll(RULE_PLACE);
        boolean ownUdp = entry.path("src").asString("").equals("all")
                && entry.path("iif").asString("").equals("lo")
                && UDP.contains(entry.path("ipproto").asString(""));
        if (ownUdp && words.equals(Set.of("src", "dst", "iif", "ipproto")))
            return Optional.of(
                    new RuleSelector.Renewal(IpAddress.parse(entry.path("dst").asString(""))));
        if (ownUdp
                && words.equals(Set.of("src", "iif", "ipproto", "sport", "dport"))
                && entry.path("sport").asInt(0) == 68
                && entry.path("dport").asInt(0) == 67) return Optional.of(new RuleSelector.AnyRenewal());
        return Optional.empty();
    }

    private Cidr block(JsonNode entry, String address, String length) {
        return new Cidr(
                IpAddress.parse(entry.path(address).asString("")),
                entry.path(length).asInt(family.addressBits()));
    }

    /** In the words of {@code ip rule}, by which it can be deleted too; words that we do not know as they come. */
    private static String foreignSelector(JsonNode entry) {
        List<String> words = new ArrayList<>();
        if (entry.has("not")) words.add("not");
        words.add("from " + entry.path("src").asString("all") + length(entry, "srclen"));
        if (entry.has("dst")) words.add("to " + entry.path("dst").asString("") + length(entry, "dstlen"));
        if (entry.has("fwmark"))
            words.add("fwmark " + entry.path("fwmark").asString("")
                    + (entry.has("fwmask") ? "/" + entry.path("fwmask").asString("") : ""));
        entry.propertyNames().stream()
                .filter(k -> !RULE_KEYS_WORDED.contains(k) && !k.endsWith("_end") && !k.endsWith("_detached"))
                .forEach(k -> words.add(words(entry, k).strip()));
        return String.join(" ", words);
    }

    private static String words(JsonNode entry, String key) {
        String value = entry.path(key).asString("");
        if (key.endsWith("_start")) {
            String range = key.substring(0, key.length() - "_start".length());
            String name = range.equals("uid") ? "uidrange" : range;
            return name + " " + value + "-" + entry.path(range + "_end").asString("");
        }
        // With -N there is no name for a protocol, nor does ip take what it prints instead.
        if (key.equals("ipproto")) return "ipproto " + value.replaceFirst("^ipproto-", "");
        if (key.equals("flow_to"))
            return "realms " + text(entry, "flow_from").map(from -> from + "/").orElse("") + value;
        return key + " " + value;
    }

    private static String length(JsonNode entry, String key) {
        return entry.has(key) ? "/" + entry.path(key).asString("") : "";
    }

    private static RuleAction ruleAction(JsonNode entry) {
        if (!entry.has("table")) {
            if (entry.has("goto")) {
                String to = entry.path("goto").asString("");
                return to.matches("\\d{1,9}")
                        ? new RuleAction.GoTo(new RulePriority(Long.parseLong(to)))
                        : new RuleAction.Foreign("goto " + to);
            }
            if (entry.has("nop")) return new RuleAction.Nothing();
            if (entry.has("l3mdev")) return new RuleAction.Foreign("l3mdev");
            String action = entry.path("action").asString("nop");
            return new RuleAction.Foreign(ACTION_NUMBERS.getOrDefault(action, action));
        }
        Optional<TableId> table = table(entry.path("table").asString(""));
        if (table.isEmpty() || entry.has("suppress_ifgroup"))
            return new RuleAction.Foreign("lookup " + entry.path("table").asString(""));
        Optional<String> suppressed = text(entry, "suppress_prefixlen").or(() -> text(entry, "suppress_prefixlength"));
        if (suppressed.isEmpty()) return new RuleAction.Lookup(table.get());
        return suppressed.get().equals("0")
                ? new RuleAction.LookupWithoutDefault(table.get())
                : new RuleAction.Foreign("lookup %s suppress_prefixlength %s"
                        .formatted(table.get().name(), suppressed.get()));
    }

    /** Whether {@code ip route get fibmatch GATEWAY oif DEVICE} found that the gateway is a neighbour on that device. */
    static boolean isNeighbour(String json, InterfaceName device) throws KernelException {
        List<JsonNode> entries = entries(json);
        return entries.size() == 1
                && !entries.getFirst().has("gateway")
                && !entries.getFirst().has("via")
                && !entries.getFirst().has("nexthops")
                && !entries.getFirst().path("dst").asString("default").equals("default")
                && entries.getFirst().path("dev").asString("").equals(device.value());
    }

    /** Reads {@code ip neigh show dev DEVICE}: of those that answer, or did when they were last needed. */
    Map<Neighbour, MacAddress> stations(String json, InterfaceName device) throws KernelException {
        Map<Neighbour, MacAddress> stations = new HashMap<>();
        for (JsonNode entry : entries(json)) {
            Optional<IpAddress> neighbour = text(entry, "dst").map(IpAddress::parse);
            Optional<MacAddress> station = station(entry);
            if (neighbour.isPresent() && station.isPresent())
                stations.put(new Neighbour(neighbour.get(), device), station.get());
        }
        return stations;
    }

    /** Reads {@code ip neigh show}, of all devices that can be uplinks'. */
    Map<Neighbour, MacAddress> stations(String json, Predicate<InterfaceName> devices) throws KernelException {
        Map<Neighbour, MacAddress> stations = new HashMap<>();
        for (JsonNode entry : entries(json)) {
            Optional<String> name = text(entry, "dev").filter(IpListing::isUsable);
            if (name.isEmpty() || !devices.test(new InterfaceName(name.get()))) continue;
            stations.putAll(stations("[" + entry + "]", new InterfaceName(name.get())));
        }
        return stations;
    }

    /** Reads {@code ip route show table all}. */
    List<Route> routesOfAllTables(String json) throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (JsonNode entry : entries(json)) {
            Optional<TableId> table = table(entry.path("table").asString("main"));
            if (table.isPresent()) routes.addAll(routes("[" + entry + "]", table.get(), Optional.empty()));
        }
        return routes;
    }

    private static Optional<MacAddress> station(JsonNode entry) {
        if (strings(entry.path("state")).stream().anyMatch(SILENT::contains)) return Optional.empty();
        try {
            return text(entry, "lladdr").map(MacAddress::new);
        } catch (IllegalArgumentException e) {
            // The other end of a tunnel, say.
            return Optional.empty();
        }
    }

    /** The default route of table main, if {@code ip route get fibmatch} found that it is used. */
    static Optional<String> defaultInMain(String json) throws KernelException {
        for (JsonNode entry : entries(json)) {
            boolean inMain = table(entry.path("table").asString("main")).equals(Optional.of(TableId.MAIN));
            if (inMain && entry.path("dst").asString("").equals("default")) {
                String gateway = text(entry, "gateway").map(g -> " via " + g).orElse("");
                return Optional.of("default" + gateway
                        + text(entry, "dev").map(IpListing::device).orElse(""));
            }
        }
        return Optional.empty();
    }

    static String device(String name) {
        return " dev " + name;
    }

    private static FwMark mark(JsonNode entry) {
        int value = Integer.parseUnsignedInt(withoutPrefix(entry.path("fwmark").asString("0")), 16);
        String mask = entry.path("fwmask").asString("0xffffffff");
        return new FwMark(value, Integer.parseUnsignedInt(withoutPrefix(mask), 16));
    }

    private static String withoutPrefix(String hexadecimal) {
        return hexadecimal.startsWith("0x") ? hexadecimal.substring(2) : hexadecimal;
    }

    private static int protocol(JsonNode entry, int whenAbsent) {
        String text = entry.path("protocol").asString("");
        if (text.isEmpty()) return whenAbsent;
        Integer named = PROTOCOL_NAMES.get(text);
        if (named != null) return named;
        return PROTOCOL.matcher(text).matches() ? Integer.parseInt(text) : whenAbsent;
    }

    private static Optional<TableId> table(String text) {
        TableId named = TABLE_NAMES.get(text);
        if (named != null) return Optional.of(named);
        return TABLE.matcher(text).matches() && Long.parseLong(text) <= TableId.MAXIMUM
                ? Optional.of(new TableId(Long.parseLong(text)))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode entry, String key) {
        return entry.has(key) ? Optional.of(entry.path(key).asString("")) : Optional.empty();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(n -> strings.add(n.asString("")));
        return strings;
    }

    private static List<JsonNode> entries(String json) throws KernelException {
        try {
            List<JsonNode> entries = new ArrayList<>();
            // Some versions print an empty object for an entry that a filter left out.
            for (JsonNode entry : Json.read(json)) if (entry.isObject() && !entry.isEmpty()) entries.add(entry);
            return entries;
        } catch (JacksonException e) {
            throw new KernelException("ip printed what is not JSON: " + e.getOriginalMessage());
        }
    }
}
