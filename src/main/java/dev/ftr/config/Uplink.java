package dev.ftr.config;

import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import java.util.OptionalInt;

/**
 * One connection to the internet.
 *
 * @param name short and unique; the interface's name where none is given
 * @param description the name in messages
 * @param priorityGroup lower is better; empty: never chosen for new outgoing connections
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
        OptionalInt priorityGroup,
        Weight weight,
        FwMark mark,
        ProbePolicy tests,
        LivingConnections onDown,
        LivingConnections onRecover) {
    public static final LivingConnections DEFAULT_ON_DOWN = LivingConnections.FLUSH;
    public static final LivingConnections DEFAULT_ON_RECOVER = LivingConnections.KEEP;

    public Uplink withTests(ProbePolicy other) {
        return new Uplink(
                id, name, description, device, addressing, priorityGroup, weight, mark, other, onDown, onRecover);
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
        /** Both are written in the config. */
        record Static(IpAddress address, IpAddress gateway) implements Addressing {}

        /** Both are read from the interface's point-to-point address, and followed when they change. */
        record PointToPoint() implements Addressing {}
    }
}
