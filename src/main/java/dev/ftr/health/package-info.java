/**
 * Probe results to the health of each uplink; a pure state machine.
 *
 * <p>Comes in: policies, what came of each probe, and the time. Goes out: {@link dev.ftr.health.Health}, and what is to be
 * probed next. Must not know: sockets, clocks, the kernel, the config's form.
 *
 * <p>{@link dev.ftr.health.HealthEngine} holds an UplinkWatch for each uplink: Line is what it has measured, Round asks all
 * targets, Verdicts and Quality judge, Comeback is the way back. {@link dev.ftr.health.Promise} says by formula what all of it
 * achieves, {@link dev.ftr.health.VirtualProbing} runs it in virtual time.
 */
@NullMarked
package dev.ftr.health;

import org.jspecify.annotations.NullMarked;
