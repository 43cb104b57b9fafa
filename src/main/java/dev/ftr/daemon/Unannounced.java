package dev.ftr.daemon;

import dev.ftr.desired.Attachment;
import dev.ftr.health.Health;
import dev.ftr.kernel.Reading;
import dev.ftr.model.DesiredState;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the daemon waits for and no event of the kernel tells of: ipsets that policies name, and which station a gateway is
 * where several are on one interface.
 */
final class Unannounced {
    private boolean omits;
    private Set<UplinkId> strangers = Set.of();

    /**
     * What a round has seen.
     *
     * @return whether something has come that a round about routing alone makes no use of
     */
    boolean follow(List<Attachment> attachments, Reading reading, DesiredState desired) {
        boolean omitted = omits;
        omits = !desired.omissions().isEmpty();
        // Other rounds do not ask for stations.
        if (reading.firewall().contains(FirewallTable.MANGLE))
            strangers = attachments.stream()
                    .filter(a -> isStranger(a, reading))
                    .map(a -> a.uplink().id())
                    .collect(Collectors.toUnmodifiableSet());
        return omitted && !omits;
    }

    /** Whether it is worth looking again soon. A gateway that answers nobody is in no neighbour table. */
    boolean isAwaited(Health health) {
        return omits || strangers.stream().anyMatch(id -> health.state(id) == UplinkState.UP);
    }

    private static boolean isStranger(Attachment attachment, Reading reading) {
        return attachment.uplink().sharesDevice()
                && attachment
                        .gateway()
                        .map(g -> new Neighbour(g, attachment.uplink().device()))
                        .filter(n -> !reading.links().stations().containsKey(n))
                        .isPresent();
    }
}
