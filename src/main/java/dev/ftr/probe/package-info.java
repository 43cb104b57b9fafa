/**
 * Sends probes through an uplink and nowhere else.
 *
 * <p>Comes in: a path and targets. Goes out: a {@link dev.ftr.health.ProbeRound}. Must not know: what the answers mean for
 * routing.
 */
@NullMarked
package dev.ftr.probe;

import org.jspecify.annotations.NullMarked;
