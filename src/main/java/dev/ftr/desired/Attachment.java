package dev.ftr.desired;

import dev.ftr.config.Uplink;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import java.util.Optional;

/**
 * How an uplink is attached at the moment.
 *
 * @param address the router's own, as far as known
 * @param gateway the provider's router, as far as known
 * @param obstacle why the uplink cannot be used; empty: it can, and address and gateway are known
 */
public record Attachment(
        Uplink uplink, Optional<IpAddress> address, Optional<IpAddress> gateway, Optional<Obstacle> obstacle) {

    public static Attachment of(Uplink uplink, Links links) {
        Optional<Link> link = links.find(uplink.device());
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static(IpAddress address, IpAddress gateway) ->
                new Attachment(
                        uplink,
                        Optional.of(address),
                        Optional.of(gateway),
                        obstacle(uplink, link, address, gateway, links));
            case Uplink.Addressing.PointToPoint() -> pointToPoint(uplink, link);
            case Uplink.Addressing.Dhcp() -> LeasedAttachment.of(uplink, link, links);
        };
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
            Uplink uplink, Optional<Link> link, IpAddress address, IpAddress gateway, Links links) {
        if (link.isEmpty()) return lasting(uplink, "interface %s does not exist".formatted(uplink.device()));
        if (!link.get().adminUp()) return switchedOff(uplink);
        if (!links.hasAddress(address))
            return lasting(
                    uplink,
                    "the router has no address %s; give it to interface %s".formatted(address, uplink.device()));
        if (!link.get().isOnNetwork(gateway)
                && !links.routedNeighbours().contains(new Neighbour(gateway, uplink.device())))
            return lasting(
                    uplink, "gateway %s is not on any network of interface %s".formatted(gateway, uplink.device()));
        return Optional.empty();
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
