package dev.ftr.config;

import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink.Addressing;
import dev.ftr.config.Uplink.LivingConnections;
import dev.ftr.model.FirewallTarget.ClampSegments;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An uplink as it is written, as far as it can be read.
 *
 * @param name the one that is given; empty: the interface's stands for it
 * @param type {@code static}, {@code ppp}, {@code dhcp}, or empty when it is none of these
 * @param gateway empty also where none is needed
 */
record UplinkEntry(
        Setting setting,
        int position,
        Optional<String> name,
        Optional<InterfaceName> device,
        Optional<String> type,
        Optional<IpAddress> ip,
        Optional<IpAddress> gateway,
        List<IpAddress> extraAddresses,
        Optional<String> description,
        Optional<ClampSegments> clamp,
        LivingConnections onDown,
        LivingConnections onRecover) {

    private static final List<String> TYPES = List.of("static", "ppp", "dhcp");

    static List<UplinkEntry> all(Setting root) {
        List<UplinkEntry> entries = new ArrayList<>();
        root.at("uplinks").map(Setting::items).orElse(List.of()).stream()
                .limit(UplinkId.COUNT)
                .forEach(setting -> entries.add(of(setting, entries.size())));
        return entries;
    }

    private static UplinkEntry of(Setting setting, int position) {
        Optional<String> type = setting.at("type").flatMap(Setting::word).filter(TYPES::contains);
        return new UplinkEntry(
                setting,
                position,
                setting.at("name").flatMap(ShortName::read),
                setting.at("interface").flatMap(ConfigReader::interfaceName),
                type,
                setting.at("ip").flatMap(ip -> Addresses.read(ip, "192.0.2.2")),
                setting.at("gateway")
                        .filter(gateway -> !isNone(gateway))
                        .flatMap(gateway -> Addresses.read(gateway, "192.0.2.1, or none")),
                setting.at("extra_ips").map(Setting::items).orElse(List.of()).stream()
                        .flatMap(ip -> Addresses.read(ip, "192.0.2.3").stream())
                        .toList(),
                setting.at("description").flatMap(Setting::oneLine),
                ClampReader.read(setting, type.filter("ppp"::equals).isPresent()),
                setting.at("on_down").flatMap(UplinkEntry::living).orElse(Uplink.DEFAULT_ON_DOWN),
                setting.at("on_recover").flatMap(UplinkEntry::living).orElse(Uplink.DEFAULT_ON_RECOVER));
    }

    /** The id that is written, else the position; empty when it is none. */
    Optional<UplinkId> id() {
        Optional<Setting> written = setting.at("id");
        OptionalLong id = written.isPresent() ? written.get().integer() : OptionalLong.of(position);
        if (id.isEmpty() || id.getAsLong() < 0 || id.getAsLong() >= UplinkId.COUNT) return Optional.empty();
        return Optional.of(new UplinkId((int) id.getAsLong()));
    }

    boolean isPpp() {
        return type.filter("ppp"::equals).isPresent();
    }

    /** Whether its address is written and not read from the interface. */
    boolean isStatic() {
        return type.filter("static"::equals).isPresent();
    }

    /** Whether it is said that there is no gateway. */
    boolean needsNoGateway() {
        return isStatic() && setting.at("gateway").filter(UplinkEntry::isNone).isPresent();
    }

    /** By what the rest of the config names it; empty when it cannot be read. */
    Optional<String> key() {
        return setting.at("name").isPresent() ? name : device.map(InterfaceName::value);
    }

    /** How a message names it. */
    String called() {
        return "uplink " + key().orElse("on line " + setting.line());
    }

    /** Those of the router on it that are known beforehand. */
    List<IpAddress> addresses() {
        return Stream.concat(isStatic() ? ip.stream() : Stream.empty(), extraAddresses.stream())
                .toList();
    }

    Uplink toUplink(Numbering numbering, ProbePolicy tests, boolean sharesDevice) {
        InterfaceName interfaceName = device.orElseThrow();
        UplinkId id = id().orElseThrow();
        OptionalLong group = setting.at("priority_group").map(Setting::integer).orElse(OptionalLong.empty());
        return new Uplink(
                id,
                key().orElseThrow(),
                description.or(this::key).orElseThrow(),
                interfaceName,
                addressing(),
                extraAddresses,
                group.isPresent() ? OptionalInt.of(Math.toIntExact(group.getAsLong())) : OptionalInt.empty(),
                new Weight(Math.toIntExact(Setting.integer(Optional.of(setting), "weight", 1))),
                numbering.mark(id),
                sharesDevice ? numbering.realm(id) : 0,
                clamp,
                tests,
                onDown,
                onRecover);
    }

    private Addressing addressing() {
        if (isStatic()) return new Addressing.Static(ip.orElseThrow(), gateway);
        return isPpp() ? new Addressing.PointToPoint() : new Addressing.Dhcp();
    }

    private static boolean isNone(Setting gateway) {
        return gateway.text().filter("none"::equals).isPresent();
    }

    private static Optional<LivingConnections> living(Setting here) {
        Optional<LivingConnections> read = Stream.of(LivingConnections.values())
                .filter(v -> here.word()
                        .filter(v.name().toLowerCase(Locale.ROOT)::equals)
                        .isPresent())
                .findFirst();
        if (read.isEmpty()) here.error("%s, must be keep or flush".formatted(here.shown()));
        return read;
    }
}
