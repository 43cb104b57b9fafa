package dev.ftr.replay;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Damping;
import dev.ftr.model.ProbePolicy.Hysteresis;
import dev.ftr.model.ProbePolicy.Quality;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A policy, all but its targets, as {@code key=value} fields; durations in microseconds. */
final class PolicyText {
    private static final String NONE = "-";
    private static final long DAY = 86_400_000_000L;

    private PolicyText() {}

    static String of(ProbePolicy policy) {
        Quality quality = policy.quality();
        return String.join(
                ",",
                "required=" + policy.required(),
                "attempts=" + policy.attempts(),
                "interval=" + micros(policy.interval()),
                "timeout=" + micros(policy.timeout()),
                "window=" + micros(quality.window()),
                "max_loss=" + quality.maxLoss(),
                "max_rtt=" + quality.maxRtt().map(PolicyText::micros).orElse(NONE),
                "degraded=" + quality.whenDegraded(),
                "down_after=" + policy.hysteresis().downAfter(),
                "up_after=" + policy.hysteresis().upAfter(),
                "up_hold=" + micros(policy.hysteresis().upHold()),
                "damping=" + policy.damping().map(PolicyText::text).orElse(NONE),
                "budget=" + (policy.budget().isPresent() ? policy.budget().getAsLong() : NONE));
    }

    private static String micros(Duration duration) {
        return Long.toString(duration.toNanos() / 1000);
    }

    private static String text(Damping damping) {
        return "%s/%s/%s/%s"
                .formatted(micros(damping.halfLife()), damping.suppress(), damping.reuse(), micros(damping.longest()));
    }

    /** @throws IllegalArgumentException when a key is missing or a value is none that a config can have */
    static ProbePolicy parse(Map<String, String> fields, List<Target> targets) {
        Quality quality = new Quality(
                duration(fields, "window", 1),
                share(value(fields, "max_loss")),
                optional(fields, "max_rtt").map(text -> duration(text, 1, DAY)),
                degraded(value(fields, "degraded")));
        Hysteresis hysteresis = new Hysteresis(
                (int) number(value(fields, "down_after"), 1, 100),
                (int) number(value(fields, "up_after"), 1, 100),
                duration(fields, "up_hold", 0));
        Optional<String> budget = optional(fields, "budget");
        return new ProbePolicy(
                targets,
                (int) number(value(fields, "required"), 1, RecordingFormat.MOST_TARGETS),
                (int) number(value(fields, "attempts"), 1, 20),
                duration(fields, "interval", 10_000),
                duration(value(fields, "timeout"), 10_000, DAY / 24),
                quality,
                hysteresis,
                optional(fields, "damping").map(PolicyText::damping),
                budget.isPresent()
                        ? OptionalLong.of(number(budget.get(), 10_000, Long.MAX_VALUE / 4))
                        : OptionalLong.empty());
    }

    private static WhenDegraded degraded(String text) {
        return WhenDegraded.valueOf(text);
    }

    private static Damping damping(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) throw new IllegalArgumentException("'%s' is no damping".formatted(text));
        return new Damping(
                duration(parts[0], 1, DAY), points(parts[1]), points(parts[2]), duration(parts[3], 1, 10 * DAY));
    }

    private static double points(String text) {
        double points = Double.parseDouble(text);
        if (!(points > 0 && points <= 1e9))
            throw new IllegalArgumentException("'%s' is not within 0..1e9".formatted(text));
        return points;
    }

    private static double share(String text) {
        double share = Double.parseDouble(text);
        if (!(share > 0 && share <= 1)) throw new IllegalArgumentException("'%s' is not within 0..1".formatted(text));
        return share;
    }

    private static Duration duration(Map<String, String> fields, String key, long least) {
        return duration(value(fields, key), least, DAY);
    }

    private static Duration duration(String text, long least, long most) {
        return Duration.ofNanos(1000 * number(text, least, most));
    }

    /** A whole number within a range. */
    static long number(String text, long least, long most) {
        long number = Long.parseLong(text);
        if (number < least || number > most)
            throw new IllegalArgumentException("%s is not within %d..%d".formatted(text, least, most));
        return number;
    }

    private static Optional<String> optional(Map<String, String> fields, String key) {
        return Optional.of(value(fields, key)).filter(text -> !text.equals(NONE));
    }

    private static String value(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) throw new IllegalArgumentException("'%s=' is missing".formatted(key));
        return value;
    }
}
