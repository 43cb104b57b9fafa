package dev.ftr.daemon;

import dev.ftr.health.ProbeRound;
import dev.ftr.probe.Prober;

/** Why the daemon wakes up. A trigger says that something may have changed, not what; except for a probe's result. */
public sealed interface Trigger {
    /** A round of probes has ended that took this path. */
    record Probed(ProbeRound round, Prober.Path path) implements Trigger {}

    /** The kernel said that something changed. */
    record KernelChanged() implements Trigger {}

    /** The watch on the kernel has ended by itself. */
    record WatchEnded() implements Trigger {}

    /** The administrator wants the daemon to end. */
    record Stop() implements Trigger {}
}
