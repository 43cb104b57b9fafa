package dev.ftr.config;

import dev.ftr.model.IpAddress;
import java.util.List;
import java.util.Optional;

/** Whether each uplink has the addresses that it needs, and they do not meet those of another. */
final class AddressChecks {
    private final List<UplinkEntry> uplinks;
    private final FirstUses<IpAddress> uses = new FirstUses<>();

    private AddressChecks(List<UplinkEntry> uplinks) {
        this.uplinks = uplinks;
    }

    static void check(List<UplinkEntry> uplinks) {
        AddressChecks checks = new AddressChecks(uplinks);
        uplinks.forEach(AddressChecks::checkPresence);
        uplinks.forEach(checks::checkAddress);
        uplinks.forEach(checks::checkExtraAddresses);
        checks.checkGateways();
    }

    private static void checkPresence(UplinkEntry uplink) {
        Setting setting = uplink.setting();
        if (uplink.isStatic()) {
            if (setting.at("ip").isEmpty())
                setting.missing(
                        "ip",
                        "is missing, must be an IPv4 address when the type is static (or make the type ppp or dhcp)");
            if (setting.at("gateway").isEmpty())
                setting.missing(
                        "gateway",
                        "is missing, must be an IPv4 address, or none on a point-to-point interface, when the type is static (or make the type ppp or dhcp)");
        } else if (uplink.type().isPresent()) {
            String type = uplink.type().get();
            String gateway = uplink.isPpp() ? "reads it from its interface" : "has it from the system's DHCP client";
            setting.at("ip").ifPresent(here -> unused(here, type, "reads it from its interface"));
            setting.at("gateway").ifPresent(here -> unused(here, type, gateway));
        }
    }

    private static void unused(Setting here, String type, String source) {
        here.warn("is not used, as a %s uplink %s; remove it".formatted(type, source));
    }

    private void checkAddress(UplinkEntry uplink) {
        if (uplink.ip().isEmpty() || !uplink.isStatic()) return;
        Setting here = uplink.setting().at("ip").orElseThrow();
        uses.earlier(uplink.ip().get(), here)
                .ifPresent(earlier -> here.error(
                        "%s, already the ip of the uplink on line %s; each uplink needs an address of its own"
                                .formatted(here.shown(), earlier.line())));
    }

    private void checkExtraAddresses(UplinkEntry uplink) {
        for (Setting here : uplink.setting().at("extra_ips").map(Setting::items).orElse(List.of())) {
            Optional<IpAddress> address = here.text().flatMap(HostText::address);
            address.flatMap(a -> uses.earlier(a, here))
                    .ifPresent(earlier ->
                            here.error("%s, already an address of the router on line %s; each must be there once only"
                                    .formatted(here.shown(), earlier.line())));
            uplinks.stream()
                    .filter(u ->
                            u.isStatic() && address.isPresent() && u.gateway().equals(address))
                    .findFirst()
                    .ifPresent(owner -> here.error("%s, the gateway of %s; must be an address of the router itself"
                            .formatted(here.shown(), owner.called())));
        }
    }

    private void checkGateways() {
        FirstUses<IpAddress> gateways = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            if (uplink.gateway().isEmpty() || !uplink.isStatic()) continue;
            IpAddress gateway = uplink.gateway().get();
            Setting here = uplink.setting().at("gateway").orElseThrow();
            Optional<UplinkEntry> owner = uplinks.stream()
                    .filter(other -> other.isStatic() && other.ip().equals(Optional.of(gateway)))
                    .findFirst();
            Optional<Setting> earlier = gateways.earlier(gateway, here);
            if (owner.isPresent())
                here.error("%s, the router's own ip on %s; must be the address of the provider's router"
                        .formatted(here.shown(), owner.get().called()));
            else
                earlier.ifPresent(first -> here.warn(
                        "%s, also the gateway of the uplink on line %s; make sure that these are two lines and not one"
                                .formatted(here.shown(), first.line())));
        }
    }
}
