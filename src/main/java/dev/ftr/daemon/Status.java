package dev.ftr.daemon;

import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.health.UplinkHealth;
import dev.ftr.history.Sample;
import dev.ftr.notify.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the daemon sees.
 *
 * @param configErrors why the config as it is written now is not in force, a line each; empty: it is
 * @param problems what keeps the kernel from being as wanted, or the router from working; empty: nothing
 * @param warnings what is not ours and in the way
 * @param notifications how each way of telling people fares
 */
public record Status(
        long pid,
        Instant startedAt,
        ConfigSource config,
        List<String> configErrors,
        boolean converged,
        List<String> problems,
        List<String> warnings,
        LastReconcile lastReconcile,
        List<UplinkStatus> uplinks,
        List<Channel> notifications) {

    /**
     * Where the config in force came from.
     *
     * @param commit of the git work tree that it is in; empty: it is in none
     */
    public record ConfigSource(String path, String sha256, String commit, Instant loadedAt) {
        public ConfigSource(String path, String sha256, Instant loadedAt) {
            this(path, sha256, "", loadedAt);
        }
    }

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
            Optional<Instant> heldUntil) {
        /** As the archive keeps it. */
        Sample sample() {
            return new Sample(uplink.name(), health.state(), health.roundTrip(), health.jitter(), health.loss());
        }
    }

    /** Of all uplinks, as the archive keeps them. */
    public List<Sample> samples() {
        return uplinks.stream().map(UplinkStatus::sample).toList();
    }
}
