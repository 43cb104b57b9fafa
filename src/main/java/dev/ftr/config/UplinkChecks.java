package dev.ftr.config;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;

/** Whether the uplinks and downlinks of a config go together. */
final class UplinkChecks {
    private UplinkChecks() {}

    static void check(Setting root, List<UplinkEntry> uplinks, List<Setting> downlinks) {
        checkInterfaces(uplinks, downlinks);
        checkIds(uplinks);
        for (UplinkEntry uplink : uplinks) checkAddressing(uplink);
        checkAddresses(uplinks);
        checkGateways(uplinks);
        boolean noGroup =
                uplinks.stream().allMatch(u -> u.setting().at("priority_group").isEmpty());
        if (noGroup && !uplinks.isEmpty())
            root.at("uplinks")
                    .ifPresent(list -> list.warn("no uplink has a priority_group, so none carries new outgoing"
                            + " connections; give at least one of them a priority_group"));
    }

    private static void checkInterfaces(List<UplinkEntry> uplinks, List<Setting> downlinks) {
        FirstUses<InterfaceName> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            if (uplink.device().isEmpty()) continue;
            Setting here = uplink.setting().at("interface").orElseThrow();
            uses.earlier(uplink.device().get(), here)
                    .ifPresent(earlier -> here.error(
                            "%s, already the interface of the uplink on line %d; each uplink needs an interface of its own"
                                    .formatted(here.shown(), earlier.line())));
        }
        for (Setting here : downlinks) {
            ConfigReader.interfaceName(here)
                    .flatMap(device -> uses.earlier(device, here))
                    .ifPresent(earlier -> here.error(
                            "%s, already used on line %d; a downlink needs an interface that is no uplink and no other downlink"
                                    .formatted(here.shown(), earlier.line())));
        }
    }

    private static void checkIds(List<UplinkEntry> uplinks) {
        FirstUses<UplinkId> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            Optional<Setting> written = uplink.setting().at("id");
            Setting here = written.orElse(uplink.setting());
            Optional<UplinkId> id = uplink.id();
            Optional<Setting> earlier = id.flatMap(i -> uses.earlier(i, here));
            if (earlier.isEmpty()) continue;
            String other = "the id of the uplink on line " + earlier.get().line();
            if (written.isPresent()) here.error("is %s, already %s; ids must differ".formatted(id.get(), other));
            else
                here.error("has no id and would get its position %s, already %s; give it an id that is free"
                        .formatted(id.get(), other));
        }
    }

    private static void checkAddressing(UplinkEntry uplink) {
        for (String key : List.of("ip", "gateway")) {
            Optional<Setting> written = uplink.setting().at(key);
            if (uplink.isStatic() && written.isEmpty())
                uplink.setting()
                        .missing(
                                key,
                                "is missing, must be an IPv4 address when the type is static (or make the type ppp)");
            if (uplink.isPpp())
                written.ifPresent(
                        address -> address.warn("is not used, as a ppp uplink reads it from its interface; remove it"));
        }
    }

    private static void checkAddresses(List<UplinkEntry> uplinks) {
        FirstUses<IpAddress> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            if (uplink.ip().isEmpty() || uplink.isPpp()) continue;
            Setting here = uplink.setting().at("ip").orElseThrow();
            uses.earlier(uplink.ip().get(), here)
                    .ifPresent(earlier -> here.error(
                            "%s, already the ip of the uplink on line %d; each uplink needs an address of its own"
                                    .formatted(here.shown(), earlier.line())));
        }
    }

    private static void checkGateways(List<UplinkEntry> uplinks) {
        FirstUses<IpAddress> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            if (uplink.gateway().isEmpty() || uplink.isPpp()) continue;
            IpAddress gateway = uplink.gateway().get();
            Setting here = uplink.setting().at("gateway").orElseThrow();
            Optional<UplinkEntry> owner = uplinks.stream()
                    .filter(other -> !other.isPpp() && other.ip().equals(Optional.of(gateway)))
                    .findFirst();
            Optional<Setting> earlier = uses.earlier(gateway, here);
            if (owner.isPresent())
                here.error("%s, the router's own ip on %s; must be the address of the provider's router"
                        .formatted(here.shown(), owner.get().name()));
            else
                earlier.ifPresent(first -> here.warn(
                        "%s, also the gateway of the uplink on line %d; make sure that these are two lines and not one"
                                .formatted(here.shown(), first.line())));
        }
    }
}
