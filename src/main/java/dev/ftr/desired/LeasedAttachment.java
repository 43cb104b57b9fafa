package dev.ftr.desired;

import dev.ftr.config.Uplink;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links;
import dev.ftr.model.Order;
import java.util.Optional;

/** How an uplink is attached whose interface is seen to by a DHCP client. */
final class LeasedAttachment {
    private LeasedAttachment() {}

    static Attachment of(Uplink uplink, Optional<Link> link, Links links) {
        Optional<Lease> lease = links.lease(uplink.device());
        Optional<LinkAddress> address = link.flatMap(l -> address(l, lease));
        // Where nobody told of a gateway, the other end of a point-to-point connection is it.
        Optional<IpAddress> gateway = lease.flatMap(Lease::gateway)
                .or(() -> lease.isPresent() && lease.get().gatewayless()
                        ? Optional.empty()
                        : address.flatMap(LinkAddress::peer));
        boolean wayKnown =
                gateway.isPresent() || lease.filter(Lease::gatewayless).isPresent();
        return new Attachment(
                uplink,
                address.map(LinkAddress::local),
                gateway,
                obstacle(uplink, link, address.isPresent(), wayKnown, gateway, links));
    }

    /** That of the lease, else the one that is most likely it. */
    private static Optional<LinkAddress> address(Link link, Optional<Lease> lease) {
        Optional<IpAddress> leased = lease.flatMap(Lease::address);
        Optional<IpAddress> gateway = lease.flatMap(Lease::gateway);
        return link.addresses().stream()
                .filter(a -> a.standing() != Standing.LOCAL)
                .min(Order.by(
                        a -> !leased.equals(Optional.of(a.local())),
                        LinkAddress::standing,
                        a -> gateway.filter(a::reaches).isEmpty()));
    }

    private static Optional<Obstacle> obstacle(
            Uplink uplink,
            Optional<Link> link,
            boolean addressKnown,
            boolean wayKnown,
            Optional<IpAddress> gateway,
            Links links) {
        if (link.isEmpty())
            return Attachment.passing(uplink, "interface %s does not exist (yet)".formatted(uplink.device()));
        if (!link.get().adminUp()) return Attachment.switchedOff(uplink);
        if (!addressKnown)
            return Attachment.passing(uplink, "interface %s has no address from DHCP (yet)".formatted(uplink.device()));
        if (!wayKnown)
            return Attachment.passing(
                    uplink,
                    "no gateway known for interface %s (yet): no default route of it and no lease file"
                            .formatted(uplink.device()));
        if (gateway.isPresent() && !links.reaches(gateway.get(), uplink.device()))
            return Attachment.lasting(
                    uplink,
                    "gateway %s, by its default route or lease, is not on any network of interface %s"
                            .formatted(gateway.get(), uplink.device()));
        return Optional.empty();
    }
}
