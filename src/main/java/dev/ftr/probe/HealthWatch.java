package dev.ftr.probe;

import dev.ftr.health.Health;
import dev.ftr.health.Watched;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows the health of uplinks by probing them, by itself and for ever. May be used from any thread. */
public interface HealthWatch extends AutoCloseable {
    /**
     * From now on these uplinks are watched, and no others. One whose path is another than before is unknown again. Said
     * again, it changes nothing.
     *
     * @param paths of those that can be probed at present
     */
    void follow(List<Watched> uplinks, Map<UplinkId, Path> paths);

    /**
     * The way out of the uplink has just been put back: what is not answered at this moment may have met the moment without
     * it, and says nothing.
     */
    void excuse(UplinkId uplink);

    /** As last known; {@link Health#asOf} says when that was. */
    Health health();

    /** By how much it is late with what it wanted to do next; zero while it works as it should. */
    Duration overdue();

    @Override
    void close();

    /**
     * The one way that the probes of an uplink may take: bound to the device and the address, and carrying the mark.
     *
     * @param gateway the provider's router, if there is one
     */
    record Path(UplinkId uplink, InterfaceName device, IpAddress source, FwMark mark, Optional<IpAddress> gateway) {}
}
