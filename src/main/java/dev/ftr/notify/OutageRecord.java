package dev.ftr.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Knows the outages of uplinks. Used by one thread. */
public interface OutageRecord {
    /** Knows of none. */
    OutageRecord NONE = new OutageRecord() {
        @Override
        public void changed(Event.UplinkChanged event) {}

        @Override
        public Notice.Outages of(String uplink, Instant now) {
            return new Notice.Outages(Optional.empty(), 0, Duration.ZERO);
        }
    };

    /** Told of each change before it is asked about it. */
    void changed(Event.UplinkChanged event);

    /** The outages of an uplink in the seven days before now. */
    Notice.Outages of(String uplink, Instant now);
}
