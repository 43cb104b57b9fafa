package dev.ftr.kernel;

import dev.ftr.model.Sysctl;
import java.time.Duration;
import java.util.Optional;

/** Looks at the one kernel parameter of ours of which the kernel announces no change. */
final class SilentSysctls extends EventSource {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Sight sight;

    SilentSysctls(Sight sight) {
        super(sight);
        this.sight = sight;
    }

    @Override
    Duration attempt() {
        Optional<String> before = value();
        sight.found();
        while (pause(LOOK)) {
            Optional<String> now = value();
            if (!now.equals(before)) sight.listener().changed(KernelPart.ROUTING);
            before = now;
        }
        return Duration.ZERO;
    }

    @Override
    void stop() {}

    private static Optional<String> value() {
        try {
            return SysctlFiles.read(Sysctl.MULTIPATH_HASH_POLICY);
        } catch (KernelException e) {
            return Optional.empty();
        }
    }
}
