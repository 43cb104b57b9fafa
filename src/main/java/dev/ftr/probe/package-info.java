/**
 * Sends probes through an uplink and nowhere else.
 *
 * <p>Comes in: paths and targets, and a {@link dev.ftr.health.ProbeSchedule} that says what to send when. Goes out: what
 * came of each probe, told to that schedule. Must not know: what the answers mean for routing, nor when an uplink is healthy.
 *
 * <p>{@link dev.ftr.probe.ProbeLoop} is the thread, ProbeTurns what it does, UplinkProbes one uplink, EchoSocket its socket;
 * IcmpMessage and IcmpVersion are the packets, SystemCalls the kernel.
 */
@NullMarked
package dev.ftr.probe;

import org.jspecify.annotations.NullMarked;
