package dev.ftr.probe;

import dev.ftr.health.ProbeRound;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Probes uplinks; all rounds run side by side. */
public interface Prober extends AutoCloseable {
    /**
     * Begins a round and returns at once. The listener is called exactly once for it, from the prober's own thread, as soon
     * as the verdict cannot change any more.
     */
    void start(Path path, Round round, Consumer<ProbeRound> listener);

    @Override
    void close();

    /** The one way that the probes of an uplink may take: bound to the device and the address, and carrying the mark. */
    record Path(UplinkId uplink, InterfaceName device, IpAddress source, FwMark mark) {}

    /**
     * What to ask.
     *
     * @param targets in the order to ask them
     * @param required how many answers make the uplink good, 1 to the number of targets
     * @param attempts packets to each target until it answers, at least 1
     * @param timeout wait for the answer to one packet
     */
    record Round(List<IpAddress> targets, int required, int attempts, Duration timeout) {
        public Round {
            targets = List.copyOf(targets);
        }
    }
}
