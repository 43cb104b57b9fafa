package dev.ftr.replay;

import java.time.Duration;
import java.util.Optional;

/**
 * How an uplink has fared by one way of deciding, in the time that was recorded without gaps.
 *
 * @param downs how often it went down
 * @param falseDowns how many of these without a failure of the line: no {@link Outage} is recorded at that time, the link was
 *     not down, and at least as many targets as required (of those recorded) answered probes that were sent in the ten seconds
 *     after the verdict, or in two turns through the recorded targets if that is longer
 * @param out time for which it was down
 * @param longest the longest of these times
 * @param degraded time for which it was degraded
 * @param noticed outages for which it went down, having been in service
 * @param missed outages for which it did not
 * @param usualDelay median of the times from the first probe that an outage swallowed to the verdict
 * @param longestDelay the longest of these times
 */
public record Fared(
        int downs,
        int falseDowns,
        Duration out,
        Duration longest,
        Duration degraded,
        int noticed,
        int missed,
        Optional<Duration> usualDelay,
        Optional<Duration> longestDelay) {}
