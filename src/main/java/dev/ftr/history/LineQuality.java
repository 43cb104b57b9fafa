package dev.ftr.history;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How well an uplink did in a span, from its samples. Times in ms, shares in percent; what nothing was measured of is empty.
 *
 * @param upPercent of the samples, how many found it up
 * @param resolution how much time one value stands for
 */
public record LineQuality(
        OptionalDouble rttMean,
        OptionalDouble rttMax,
        OptionalDouble jitterMean,
        OptionalDouble lossMean,
        OptionalDouble lossMax,
        OptionalDouble upPercent,
        Duration resolution) {}
