package dev.ftr.daemon;

import dev.ftr.health.Health;
import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A watch whose links are recorded as well: an observer of probes is not told of them. */
final class RecordedWatch implements HealthWatch {
    private final HealthWatch watch;
    private final ProbeRecorder recorder;

    RecordedWatch(HealthWatch watch, ProbeRecorder recorder) {
        this.watch = watch;
        this.recorder = recorder;
    }

    @Override
    public void follow(List<Watched> uplinks, Map<UplinkId, Path> paths) {
        recorder.follow(uplinks, System.nanoTime());
        watch.follow(uplinks, paths);
    }

    @Override
    public void excuse(UplinkId uplink) {
        watch.excuse(uplink);
    }

    @Override
    public Health health() {
        recorder.complain();
        return watch.health();
    }

    @Override
    public Duration overdue() {
        return watch.overdue();
    }

    @Override
    public void close() {
        watch.close();
        recorder.close();
    }
}
