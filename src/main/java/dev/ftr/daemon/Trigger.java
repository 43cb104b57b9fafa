package dev.ftr.daemon;

/** Why the daemon wakes up. A trigger says that something may have changed, not what. */
public sealed interface Trigger {
    /** The health of an uplink, or of a target, is another one. */
    record HealthChanged() implements Trigger {}

    /** The kernel said that something changed. */
    record KernelChanged() implements Trigger {}

    /** The watch on the kernel has ended by itself. */
    record WatchEnded() implements Trigger {}

    /** The administrator wants the daemon to end. */
    record Stop() implements Trigger {}
}
