package dev.ftr.config;

import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One connection to the internet.
 *
 * @param name short and unique; the interface's name where none is given
 * @param description the name in messages
 * @param extraAddresses more addresses of the router on this uplink, beside its first
 * @param priorityGroup lower is better; empty: never chosen for new outgoing connections
 * @param realm by which chains tell it from others on the same interface, 1 to 65535; 0 where it has the interface to itself
 * @param clamp what is done to the segment size of TCP connections over it; empty: nothing
 * @param tests how it is tested: its own keys of the config, and the global ones for the rest
 * @param onDown what becomes of its connections when it goes down while another uplink works
 * @param onRecover what becomes of its connections when a better group takes over from it again
 */
public record Uplink(
        UplinkId id,
        String name,
        String description,
        InterfaceName device,
        Addressing addressing,
        List<IpAddress> extraAddresses,
        OptionalInt priorityGroup,
        Weight weight,
        FwMark mark,
        int realm,
        Optional<FirewallTarget.ClampSegments> clamp,
        ProbePolicy tests,
        LivingConnections onDown,
        LivingConnections onRecover) {
    public static final LivingConnections DEFAULT_ON_DOWN = LivingConnections.FLUSH;
    public static final LivingConnections DEFAULT_ON_RECOVER = LivingConnections.KEEP;

    public Uplink {
        extraAddresses = List.copyOf(extraAddresses);
    }

    /** An uplink with an interface to itself and a single address. */
    public Uplink(
            UplinkId id,
            String name,
            String description,
            InterfaceName device,
            Addressing addressing,
            OptionalInt priorityGroup,
            Weight weight,
            FwMark mark,
            ProbePolicy tests,
            LivingConnections onDown,
            LivingConnections onRecover) {
        this(
                id,
                name,
                description,
                device,
                addressing,
                List.of(),
                priorityGroup,
                weight,
                mark,
                0,
                Optional.empty(),
                tests,
                onDown,
                onRecover);
    }

    public Uplink withTests(ProbePolicy other) {
        return new Uplink(
                id,
                name,
                description,
                device,
                addressing,
                extraAddresses,
                priorityGroup,
                weight,
                mark,
                realm,
                clamp,
                other,
                onDown,
                onRecover);
    }

    /** Whether other uplinks have the same interface. */
    public boolean sharesDevice() {
        return realm != 0;
    }

    /** What becomes of the connections of an uplink that carries no new ones any more. */
    public enum LivingConnections {
        /** They stay on the uplink. */
        KEEP,

        /** The kernel forgets them: those without a state of their own go on over another uplink, TCP is reset. */
        FLUSH
    }

    /** Where the uplink's address and gateway come from. */
    public sealed interface Addressing {
        /**
         * Both are written in the config.
         *
         * @param gateway empty: the interface leads to a single neighbour, and needs none
         */
        record Static(IpAddress address, Optional<IpAddress> gateway) implements Addressing {}

        /** Both are read from the interface's point-to-point address, and followed when they change. */
        record PointToPoint() implements Addressing {}

        /** The address is read from the interface, the gateway from what the system's DHCP client has learnt. */
        record Dhcp() implements Addressing {}
    }
}
