package dev.ftr.daemon;

import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.health.Watched;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which uplinks are to be watched, and how, by how they are attached.
 *
 * @param paths of those that can be probed
 */
record Watching(List<Watched> uplinks, Map<UplinkId, Path> paths) {
    static Watching of(List<Attachment> attachments, Links links) {
        Map<UplinkId, Path> paths = new TreeMap<>();
        for (Attachment attachment : attachments) path(attachment).ifPresent(path -> paths.put(path.uplink(), path));
        return new Watching(attachments.stream().map(a -> watched(a, links)).toList(), paths);
    }

    private static Watched watched(Attachment attachment, Links links) {
        Uplink uplink = attachment.uplink();
        Optional<Link> on = links.find(uplink.device()).filter(Link::adminUp);
        Optional<String> noCarrier =
                on.filter(link -> !link.carrier()).map(link -> "interface %s has no carrier".formatted(link.name()));
        return new Watched(
                uplink.id(),
                uplink.tests(),
                uplink.priorityGroup().isPresent(),
                attachment.obstacle().map(o -> o.text()).or(() -> noCarrier),
                on.isPresent() && noCarrier.isEmpty() && isGivenItsAddress(uplink));
    }

    private static boolean isGivenItsAddress(Uplink uplink) {
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static fixed -> false;
            case Uplink.Addressing.PointToPoint(), Uplink.Addressing.Dhcp() -> true;
        };
    }

    /** The way that probes of the uplink take; empty while it cannot be used. */
    static Optional<Path> path(Attachment attachment) {
        Uplink uplink = attachment.uplink();
        return attachment
                .address()
                .filter(address -> attachment.usable())
                .map(address -> new Path(uplink.id(), uplink.device(), address, uplink.mark(), attachment.gateway()));
    }
}
