package dev.ftr.notify;

import dev.ftr.model.UplinkState;
import java.time.Instant;

/**
 * How an uplink stood at a moment, as people are told.
 *
 * @param ip empty: none
 * @param gateway empty: none
 * @param routing whether it carries new connections
 * @param standby whether it would, if better ones failed; false: it has no priority group
 * @param since when its state was taken on
 * @param reason why it has that state
 */
public record LineState(
        String name,
        String description,
        String ip,
        String gateway,
        UplinkState state,
        boolean routing,
        boolean standby,
        Instant since,
        String reason) {}
