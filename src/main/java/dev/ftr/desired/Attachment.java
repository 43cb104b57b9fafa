package dev.ftr.desired;

import dev.ftr.config.Uplink;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Nexthop;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an uplink is attached at the moment.
 *
 * @param address the router's own, as far as known
 * @param gateway the provider's router, as far as known and needed
 * @param obstacle why the uplink cannot be used; empty: it can, and address and gateway are known
 */
public record Attachment(
        Uplink uplink, Optional<IpAddress> address, Optional<IpAddress> gateway, Optional<Obstacle> obstacle) {

    public static Attachment of(Uplink uplink, Links links) {
        Optional<Link> link = links.find(uplink.device());
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static(IpAddress address, Optional<IpAddress> gateway) ->
                new Attachment(uplink, Optional.of(address), gateway, obstacle(uplink, link, address, gateway, links));
            case Uplink.Addressing.PointToPoint() -> pointToPoint(uplink, link);
            case Uplink.Addressing.Dhcp() -> LeasedAttachment.of(uplink, link, links);
        };
    }

    /** Its way out, with its weight; of use only while the uplink is. */
    public Nexthop way() {
        return new Nexthop(gateway, uplink.device(), uplink.weight(), uplink.realm());
    }

    /** All addresses of the router on it: the first and the extra ones. */
    public List<IpAddress> addresses() {
        return Stream.concat(address.stream(), uplink.extraAddresses().stream()).toList();
    }

    public boolean usable() {
        return obstacle.isEmpty();
    }

    private static Attachment pointToPoint(Uplink uplink, Optional<Link> link) {
        Optional<LinkAddress> address = link.stream()
                .flatMap(l -> l.addresses().stream())
                .filter(a -> a.peer().isPresent())
                .findFirst();
        Optional<Obstacle> obstacle = Optional.empty();
        if (link.isEmpty()) obstacle = passing(uplink, "interface %s does not exist (yet)".formatted(uplink.device()));
        else if (!link.get().adminUp()) obstacle = switchedOff(uplink);
        else if (address.isEmpty())
            obstacle = passing(uplink, "interface %s has no point-to-point address (yet)".formatted(uplink.device()));
        return new Attachment(uplink, address.map(LinkAddress::local), address.flatMap(LinkAddress::peer), obstacle);
    }

    private static Optional<Obstacle> obstacle(
            Uplink uplink, Optional<Link> link, IpAddress address, Optional<IpAddress> gateway, Links links) {
        if (link.isEmpty()) return lasting(uplink, "interface %s does not exist".formatted(uplink.device()));
        if (!link.get().adminUp()) return switchedOff(uplink);
        if (!links.hasAddress(address))
            return lasting(
                    uplink,
                    "the router has no address %s; give it to interface %s".formatted(address, uplink.device()));
        return gateway.filter(g -> !link.get().isOnNetwork(g))
                .filter(g -> !links.routedNeighbours().contains(new Neighbour(g, uplink.device())))
                .flatMap(g -> lasting(
                        uplink, "gateway %s is not on any network of interface %s".formatted(g, uplink.device())));
    }

    static Optional<Obstacle> switchedOff(Uplink uplink) {
        return passing(uplink, "interface %s is switched off".formatted(uplink.device()));
    }

    static Optional<Obstacle> passing(Uplink uplink, String text) {
        return Optional.of(new Obstacle("uplink %s cannot be used: %s".formatted(uplink.name(), text), true));
    }

    static Optional<Obstacle> lasting(Uplink uplink, String text) {
        return Optional.of(new Obstacle("uplink %s cannot be used: %s".formatted(uplink.name(), text), false));
    }
}
