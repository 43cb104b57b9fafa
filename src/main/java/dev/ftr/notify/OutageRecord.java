package dev.ftr.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Knows the outages of uplinks. Used by one thread. */
public interface OutageRecord {
    /** Knows of none. */
    OutageRecord NONE = new OutageRecord() {
        @Override
        public void told(Event event) {}

        @Override
        public Notice.Outages of(String uplink, Instant now) {
            return new Notice.Outages(Optional.empty(), 0, Duration.ZERO);
        }
    };

    /** Told of each event before it is asked about it. */
    void told(Event event);

    /** The outages of an uplink in the seven days before now. */
    Notice.Outages of(String uplink, Instant now);
}
