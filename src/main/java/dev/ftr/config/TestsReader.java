package dev.ftr.config;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Damping;
import dev.ftr.model.ProbePolicy.Hysteresis;
import dev.ftr.model.ProbePolicy.Quality;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the {@code tests}, global and of each uplink. */
final class TestsReader {
    private static final int REQUIRED = 4;
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final int PROBES_TO_JUDGE = 10;

    private final Keys keys;
    private final Optional<UplinkEntry> uplink;
    private final List<UplinkEntry> uplinks;

    private TestsReader(Optional<Setting> global, Optional<UplinkEntry> uplink, List<UplinkEntry> uplinks) {
        this.keys = new Keys(uplink.flatMap(u -> u.setting().at("tests")), global);
        this.uplink = uplink;
        this.uplinks = uplinks;
    }

    /** In the order of the uplinks; empty after an error. */
    static Optional<List<ProbePolicy>> all(Setting root, List<UplinkEntry> uplinks) {
        Optional<Setting> global = root.at("tests");
        List<ProbePolicy> policies = new ArrayList<>();
        // The global tests are read for their own sake, too: no uplink may be left that they are for.
        TestsReader alone = new TestsReader(global, Optional.empty(), uplinks);
        if (!uplinks.isEmpty() && Targets.of(alone.keys).written() == 0) alone.manners();
        else if (global.isPresent()) alone.policy();
        for (UplinkEntry uplink : uplinks)
            new TestsReader(global, Optional.of(uplink), uplinks).policy().ifPresent(policies::add);
        boolean complete = policies.size() == uplinks.size();
        if (!complete && !root.problems().hasErrors())
            root.error("has tests that cannot be read; generate-config writes an example");
        return complete ? Optional.of(policies) : Optional.empty();
    }

    private Optional<ProbePolicy> policy() {
        Targets targets = Targets.of(keys);
        int required = keys.integer("required_successful", 1, Targets.MOST, usuallyRequired(targets.written()));
        TargetChecks.check(keys, targets, required, uplink, uplinks);
        Manners manners = manners();
        if (targets.read().isEmpty()) return Optional.empty();
        return Optional.of(new ProbePolicy(
                targets.read(),
                Math.clamp(required, 1, targets.read().size()),
                manners.attempts,
                manners.interval,
                manners.timeout,
                manners.quality,
                manners.hysteresis,
                manners.damping,
                manners.budget));
    }

    /** The original's four; of fewer than that, half. */
    static int usuallyRequired(int targets) {
        return targets >= REQUIRED ? REQUIRED : (targets + 1) / 2;
    }

    /** What does not depend on the targets. */
    private record Manners(
            int attempts,
            Duration interval,
            Duration timeout,
            Quality quality,
            Hysteresis hysteresis,
            Optional<Damping> damping,
            OptionalLong budget) {}

    private Manners manners() {
        Duration interval = keys.duration("interval", "100ms", "86400s", INTERVAL);
        return new Manners(
                keys.integer("ping_retries", 1, 20, 1),
                interval,
                keys.duration("timeout", "100ms", "10s", ProbePolicy.DEFAULT_TIMEOUT),
                quality(interval),
                new Hysteresis(
                        keys.integer("down_after", 1, 10, Hysteresis.DEFAULT.downAfter()),
                        keys.integer("up_after", 1, 100, Hysteresis.DEFAULT.upAfter()),
                        keys.duration("up_hold", "0s", "60m", Hysteresis.DEFAULT.upHold())),
                damping(),
                keys.bytes("budget", 100_000, 1_000_000_000_000L));
    }

    private Quality quality(Duration interval) {
        Duration window = keys.duration("window", "10s", "60m", Quality.DEFAULT.window());
        double loss = keys.percent("max_loss", Quality.DEFAULT.maxLoss());
        warnOfShortWindow(window, interval);
        keys.at("max_loss").ifPresent(here -> warnOfLoss(here, loss));
        return new Quality(
                window,
                loss,
                keys.durationOrOff("max_rtt", "1ms", "10s"),
                keys.at("degraded").flatMap(TestsReader::whenDegraded).orElse(Quality.DEFAULT.whenDegraded()));
    }

    private static Optional<WhenDegraded> whenDegraded(Setting here) {
        Optional<WhenDegraded> read = Stream.of(WhenDegraded.values())
                .filter(value -> here.word()
                        .filter(value.name().toLowerCase(Locale.ROOT)::equals)
                        .isPresent())
                .findFirst();
        if (read.isEmpty()) here.error("%s, must be avoid or ignore or down".formatted(here.shown()));
        return read;
    }

    private Optional<Damping> damping() {
        Optional<Setting> here = keys.at("damping");
        if (here.filter(Setting::isOff).isPresent()) return Optional.empty();
        boolean on = here.flatMap(Setting::bool).orElse(false);
        boolean mapping = here.isPresent() && here.get().node() instanceof Node.Mapping;
        if (here.isPresent() && !on && !mapping)
            here.get()
                    .error("%s, must be off, or a mapping with the keys half_life, suppress, reuse and max"
                            .formatted(here.get().shown()));
        Keys below = keys.below("damping");
        Damping usual = Damping.DEFAULT;
        int suppress = below.integer("suppress", 1, 1_000_000, (int) usual.suppress());
        int reuse = below.integer("reuse", 1, 1_000_000, (int) usual.reuse());
        Duration halfLife = below.duration("half_life", "10s", "60m", usual.halfLife());
        Duration longest = below.duration("max", "10s", "24h", usual.longest());
        if (reuse < suppress) return Optional.of(new Damping(halfLife, suppress, reuse, longest));
        below.at("reuse")
                .ifPresentOrElse(
                        r -> r.error("is %d, must be less than suppress, which is %d".formatted(reuse, suppress)),
                        () -> below.at("suppress")
                                .ifPresent(s -> s.error(
                                        "is %d, must be more than reuse, which is %d".formatted(suppress, reuse))));
        return Optional.empty();
    }

    /** Only where both are meant to go together: an uplink with a longer interval of its own knows what it does. */
    private void warnOfShortWindow(Duration window, Duration interval) {
        // No multipliedBy: it begins with a BigDecimal, and all the tables of that class.
        Duration judged = Duration.ofNanos(interval.toNanos() * PROBES_TO_JUDGE);
        boolean together = keys.owns("window") || !keys.owns("interval");
        if (together && window.compareTo(judged) < 0)
            keys.at("window")
                    .ifPresent(here -> here.warn(
                            "%s, less than 10 times interval; loss is judged over at least the last 10 probes, %d s"
                                    .formatted(here.shown(), judged.toSeconds())));
    }

    private static void warnOfLoss(Setting here, double loss) {
        if (loss >= 1) here.warn("%s, so that loss never makes an uplink degraded".formatted(here.shown()));
        else if (loss < 0.01)
            here.warn("%s, less than one packet of a hundred; 30%% or a bare 30 is thirty of them"
                    .formatted(here.shown()));
    }
}
