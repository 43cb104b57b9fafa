package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of the interfaces is not as the config supposes, without keeping an uplink from being used. */
public final class InterfaceWarnings {
    private InterfaceWarnings() {}

    /** A line each. */
    public static List<String> of(RouterConfig config, Links links) {
        List<String> warnings = new ArrayList<>();
        for (InterfaceName downlink : config.downlinks())
            inside(downlink, links).ifPresent(warnings::add);
        for (Uplink uplink : config.uplinks())
            for (IpAddress extra : uplink.extraAddresses())
                if (links.find(uplink.device()).isPresent() && !links.hasAddress(extra))
                    warnings.add(
                            ("the router has no address %s (extra_ips of uplink %s), so nobody answers for it; give it to "
                                            + "interface %s, or take it out of extra_ips")
                                    .formatted(extra, uplink.name(), uplink.device()));
        List<Uplink> unknown = Leases.of(config, links).unknown();
        if (unknown.size() > 1)
            warnings.add(("no lease file names the DHCP servers of uplinks %s, so their renewals may leave by another "
                            + "uplink; let the clients keep their leases where the README says")
                    .formatted(unknown.stream().map(Uplink::name).collect(Collectors.joining(", "))));
        return warnings;
    }

    /** What is wrong with an inner interface, if something is. */
    private static Optional<String> inside(InterfaceName downlink, Links links) {
        Optional<Link> link = links.find(downlink);
        if (link.isEmpty())
            return Optional.of(
                    ("the inner interface %s (downlinks) does not exist; without the right one connections from "
                                    + "inside do not stay on their uplink")
                            .formatted(downlink));
        return link.get().adminUp()
                ? Optional.empty()
                : Optional.of("the inner interface %s (downlinks) is switched off".formatted(downlink));
    }
}
