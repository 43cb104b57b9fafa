package dev.ftr.daemon;

import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.health.UplinkHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the daemon sees.
 *
 * @param problems what keeps the kernel from being as wanted, or the router from working; empty: nothing
 * @param warnings what is not ours and in the way
 */
public record Status(
        long pid,
        Instant startedAt,
        ConfigSource config,
        boolean converged,
        List<String> problems,
        List<String> warnings,
        LastReconcile lastReconcile,
        List<UplinkStatus> uplinks) {

    /** Where the config came from. */
    public record ConfigSource(String path, String sha256, Instant loadedAt) {}

    /** The last time the kernel was compared with what it should be. */
    public record LastReconcile(Instant at, double durationMs, int changes, String trigger) {}

    /**
     * One uplink.
     *
     * @param routing whether it carries new connections
     * @param since when its state was taken on
     * @param heldUntil it would be up again but for flap damping, until then
     */
    public record UplinkStatus(
            Uplink uplink,
            Attachment attachment,
            UplinkHealth health,
            boolean routing,
            Instant since,
            Optional<Instant> heldUntil) {}
}
