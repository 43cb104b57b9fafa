package dev.ftr.explain;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.util.Optional;
import java.util.OptionalInt;

/** What becomes of a packet. */
public sealed interface Fate {
    /**
     * It leaves the router.
     *
     * @param uplink that it leaves by; empty: it goes inside, or by something that is not ours
     * @param gateway empty: its destination is sought on the network of the device
     * @param source after all rewriting; empty: the router has no address to give it
     * @param destination after all rewriting
     * @param port at the destination, likewise
     * @param reply how replies go, where it came in by an uplink
     */
    record Leaves(
            Optional<UplinkId> uplink,
            InterfaceName device,
            Optional<IpAddress> gateway,
            Optional<IpAddress> source,
            IpAddress destination,
            OptionalInt port,
            Optional<Reply> reply)
            implements Fate {}

    /**
     * It is for the router itself.
     *
     * @param reply how replies go, where it came in by an uplink
     */
    record Arrives(IpAddress destination, OptionalInt port, Optional<Reply> reply) implements Fate {}

    /** Its sender is told that the destination cannot be reached, or nobody is told anything: the last step says why. */
    record Refused() implements Fate {}

    /** No rule and no table knows a way. */
    record NoRoute() implements Fate {}

    /** The router does not pass on packets of others. */
    record NotForwarded() implements Fate {}

    /** The last step takes it, by words that we do not understand. */
    record OutOfSight() implements Fate {}
}
