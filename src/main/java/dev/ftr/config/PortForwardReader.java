package dev.ftr.config;

import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code port_forwards}, and sees that no two are for the same port of an address. */
final class PortForwardReader {
    private static final List<IpProtocol> PROTOCOLS =
            Stream.of(IpProtocol.values()).filter(IpProtocol::hasPorts).toList();

    private final List<UplinkEntry> uplinks;
    private final List<Claim> claims = new ArrayList<>();

    PortForwardReader(List<UplinkEntry> uplinks) {
        this.uplinks = uplinks;
    }

    /** Ports of an address, or of whatever address an uplink has at the moment. */
    private record Claim(String address, IpProtocol protocol, PortRange ports, Setting here) {
        boolean meets(Claim other) {
            return address.equals(other.address)
                    && protocol == other.protocol
                    && ports.first() <= other.ports.last()
                    && other.ports.first() <= ports.last();
        }
    }

    /** Those that can be read. */
    List<PortForward> read(Setting root) {
        return root.at("port_forwards").map(Setting::items).orElse(List.of()).stream()
                .flatMap(entry -> forward(entry).stream())
                .toList();
    }

    private Optional<PortForward> forward(Setting entry) {
        Optional<UplinkEntry> uplink = entry.at("uplink").flatMap(new UplinkNames(uplinks)::find);
        Optional<UplinkId> id = uplink.flatMap(UplinkEntry::id);
        List<IpProtocol> written = ProtocolText.read(entry.at("protocol"), PROTOCOLS);
        List<IpProtocol> protocols = written.isEmpty() ? List.of(IpProtocol.TCP) : written;
        Optional<PortRange> ports = entry.at("port").flatMap(PortText::one);
        Optional<IpAddress> address = entry.at("address").flatMap(here -> address(here, uplink));
        Optional<ServerText> to = entry.at("to").flatMap(here -> ServerText.read(here, ports));
        to.filter(server -> isOurs(server.address()))
                .ifPresent(server -> entry.at("to")
                        .ifPresent(here -> here.error("%s, an address of the router itself; must be a machine inside"
                                .formatted(here.shown()))));
        boolean uplinkKnown = entry.at("uplink").isEmpty() || id.isPresent();
        boolean addressKnown = entry.at("address").isEmpty() || address.isPresent();
        if (!uplinkKnown || !addressKnown || ports.isEmpty() || to.isEmpty()) return Optional.empty();
        for (IpProtocol protocol : protocols)
            for (String claimed : claimed(uplink, address))
                claim(new Claim(claimed, protocol, ports.get(), entry.at("port").orElseThrow()));
        return Optional.of(new PortForward(
                id,
                protocols,
                ports.get(),
                address,
                to.get().address(),
                to.get().ports()));
    }

    private boolean isOurs(IpAddress address) {
        return uplinks.stream().anyMatch(uplink -> uplink.addresses().contains(address));
    }

    private Optional<IpAddress> address(Setting here, Optional<UplinkEntry> uplink) {
        Optional<IpAddress> address = Addresses.read(here, "192.0.2.3");
        List<IpAddress> known = uplink.map(List::of).orElse(uplinks).stream()
                .flatMap(u -> u.addresses().stream())
                .toList();
        if (address.isEmpty() || known.contains(address.get())) return address;
        String whose = uplink.map(UplinkEntry::called).orElse("any uplink");
        here.error("%s, must be ip or one of extra_ips of %s%s"
                .formatted(
                        here.shown(),
                        whose,
                        known.isEmpty()
                                ? ", which has none; leave it out for the address that the interface has"
                                : ""));
        return Optional.empty();
    }

    private List<String> claimed(Optional<UplinkEntry> uplink, Optional<IpAddress> address) {
        if (address.isPresent()) return List.of(address.get().toString());
        return uplink.map(List::of).orElse(uplinks).stream()
                .map(u -> u.isStatic() && u.ip().isPresent() ? u.ip().get().toString() : u.called())
                .distinct()
                .toList();
    }

    private void claim(Claim claim) {
        claims.stream()
                .filter(claim::meets)
                .findFirst()
                .ifPresent(earlier -> claim.here()
                        .error(
                                "%s, but line %s has %s port %s of %s go elsewhere already; must be other ports, or another uplink or address"
                                        .formatted(
                                                claim.here().shown(),
                                                earlier.here().line(),
                                                claim.protocol(),
                                                earlier.ports(),
                                                claim.address())));
        claims.add(claim);
    }
}
