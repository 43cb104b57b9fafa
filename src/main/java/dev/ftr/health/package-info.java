/**
 * Probe results to the health of each uplink; a pure state machine.
 *
 * <p>Comes in: finished probe rounds and the time. Goes out: {@link dev.ftr.health.Health}. Must not know: sockets, clocks,
 * the kernel, the config's form.
 */
@NullMarked
package dev.ftr.health;

import org.jspecify.annotations.NullMarked;
