package dev.ftr.config;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import java.util.List;
import java.util.Optional;

/** Whether uplinks that share an interface can be told apart, and no downlink is an uplink or there twice. */
final class InterfaceChecks {
    private InterfaceChecks() {}

    static void check(List<UplinkEntry> uplinks, List<Setting> downlinks) {
        FirstUses<InterfaceName> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            uplink.device()
                    .ifPresent(device -> uses.earlier(
                            device, uplink.setting().at("interface").orElseThrow()));
            List<UplinkEntry> sharers = sharers(uplink, uplinks);
            if (sharers.size() > 1) checkSharing(uplink, sharers);
        }
        for (Setting here : downlinks) {
            ConfigReader.interfaceName(here)
                    .flatMap(device -> uses.earlier(device, here))
                    .ifPresent(earlier -> here.error(
                            "%s, already used on line %s; a downlink needs an interface that is no uplink and no other downlink"
                                    .formatted(here.shown(), earlier.line())));
        }
    }

    /** Whether another uplink has the same interface. */
    static boolean shares(UplinkEntry uplink, List<UplinkEntry> uplinks) {
        return sharers(uplink, uplinks).size() > 1;
    }

    /** All uplinks on its interface, itself included. */
    private static List<UplinkEntry> sharers(UplinkEntry uplink, List<UplinkEntry> uplinks) {
        return uplinks.stream()
                .filter(other -> uplink.device().isPresent() && other.device().equals(uplink.device()))
                .toList();
    }

    private static void checkSharing(UplinkEntry uplink, List<UplinkEntry> sharers) {
        UplinkEntry other = sharers.stream()
                .filter(u -> u.position() != uplink.position())
                .findFirst()
                .orElseThrow();
        String shared = "shares the interface %s with the uplink on line %s"
                .formatted(uplink.device().orElseThrow(), other.setting().line());
        Setting setting = uplink.setting();
        if (setting.at("name").isEmpty())
            setting.missing("name", "is missing, must be there, as this uplink %s".formatted(shared));
        if (uplink.type().isPresent() && !uplink.isStatic())
            setting.at("type")
                    .ifPresent(type -> type.error("%s, but this uplink %s; all uplinks on it must be static"
                            .formatted(type.shown(), shared)));
        if (uplink.needsNoGateway())
            setting.at("gateway")
                    .ifPresent(
                            none -> none.error("is none, but this uplink %s; must be an IPv4 address such as 192.0.2.1"
                                    .formatted(shared)));
        sharers.stream()
                .filter(earlier -> earlier.position() < uplink.position() && haveSameGateway(earlier, uplink))
                .findFirst()
                .ifPresent(earlier -> setting.at("gateway")
                        .ifPresent(here -> here.error(
                                "%s, also the gateway of the uplink on line %s, on the same interface; must be another one"
                                        .formatted(
                                                here.shown(), earlier.setting().line()))));
    }

    private static boolean haveSameGateway(UplinkEntry a, UplinkEntry b) {
        Optional<IpAddress> gateway = a.gateway();
        return a.isStatic() && b.isStatic() && gateway.isPresent() && gateway.equals(b.gateway());
    }
}
