package dev.ftr.config;

import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink.Addressing;
import dev.ftr.config.Uplink.LivingConnections;
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
 * @param type {@code static}, {@code ppp}, or empty when it is neither
 */
record UplinkEntry(
        Setting setting,
        int position,
        Optional<InterfaceName> device,
        Optional<String> type,
        Optional<IpAddress> ip,
        Optional<IpAddress> gateway,
        Optional<String> description,
        LivingConnections onDown,
        LivingConnections onRecover) {

    static List<UplinkEntry> all(Setting root) {
        List<UplinkEntry> entries = new ArrayList<>();
        root.at("uplinks").map(Setting::items).orElse(List.of()).stream()
                .limit(UplinkId.COUNT)
                .forEach(setting -> entries.add(of(setting, entries.size())));
        return entries;
    }

    private static UplinkEntry of(Setting setting, int position) {
        return new UplinkEntry(
                setting,
                position,
                setting.at("interface").flatMap(ConfigReader::interfaceName),
                setting.at("type").flatMap(Setting::word).filter(t -> t.equals("static") || t.equals("ppp")),
                setting.at("ip").flatMap(ip -> Addresses.read(ip, "192.0.2.2")),
                setting.at("gateway").flatMap(gateway -> Addresses.read(gateway, "192.0.2.1")),
                setting.at("description").flatMap(Setting::oneLine),
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

    boolean isStatic() {
        return type.filter("static"::equals).isPresent();
    }

    /** How a message names it. */
    String name() {
        return "uplink " + device.map(InterfaceName::value).orElse("on line " + setting.line());
    }

    Uplink toUplink(Numbering numbering, ProbePolicy tests) {
        InterfaceName interfaceName = device.orElseThrow();
        UplinkId id = id().orElseThrow();
        Addressing addressing = isPpp()
                ? new Addressing.PointToPoint()
                : new Addressing.Static(ip.orElseThrow(), Optional.of(gateway.orElseThrow()));
        OptionalLong group = setting.at("priority_group").map(Setting::integer).orElse(OptionalLong.empty());
        return new Uplink(
                id,
                interfaceName.value(),
                description.orElse(interfaceName.value()),
                interfaceName,
                addressing,
                group.isPresent() ? OptionalInt.of(Math.toIntExact(group.getAsLong())) : OptionalInt.empty(),
                new Weight(Math.toIntExact(Setting.integer(Optional.of(setting), "weight", 1))),
                numbering.mark(id),
                tests,
                onDown,
                onRecover);
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
