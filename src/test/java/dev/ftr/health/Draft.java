package dev.ftr.health;

import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Damping;
import dev.ftr.model.ProbePolicy.Hysteresis;
import dev.ftr.model.ProbePolicy.Quality;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A policy that differs from the usual one. */
record Draft(ProbePolicy policy) {
    /** What the generated example has. */
    static final Draft EXAMPLE = of(6, 4, 2, 1000);

    static Draft of(int targets, int required, int attempts, int intervalMillis) {
        List<Target> all = IntStream.range(0, targets).mapToObj(Draft::echo).toList();
        return new Draft(ProbePolicy.of(all, required, attempts, Duration.ofMillis(intervalMillis)));
    }

    static Target echo(int index) {
        return new Target.Echo(IpAddress.parse("203.0.113." + (index + 1)));
    }

    Draft targets(int required, Target... targets) {
        return new Draft(new ProbePolicy(
                List.of(targets),
                required,
                policy.attempts(),
                policy.interval(),
                policy.timeout(),
                policy.quality(),
                policy.hysteresis(),
                policy.damping(),
                policy.budget()));
    }

    Draft timeout(int millis) {
        return with(Duration.ofMillis(millis), policy.quality(), policy.damping(), policy.budget());
    }

    Draft maxLoss(double share) {
        Quality quality = policy.quality();
        return quality(new Quality(quality.window(), share, quality.maxRtt(), quality.whenDegraded()));
    }

    Draft maxRtt(int millis) {
        Quality quality = policy.quality();
        return quality(new Quality(
                quality.window(), quality.maxLoss(), Optional.of(Duration.ofMillis(millis)), quality.whenDegraded()));
    }

    Draft whenDegraded(WhenDegraded what) {
        Quality quality = policy.quality();
        return quality(new Quality(quality.window(), quality.maxLoss(), quality.maxRtt(), what));
    }

    Draft hysteresis(int downAfter, int upAfter, int upHoldMillis) {
        return new Draft(policy.withHysteresis(new Hysteresis(downAfter, upAfter, Duration.ofMillis(upHoldMillis))));
    }

    Draft undamped() {
        return with(policy.timeout(), policy.quality(), Optional.empty(), policy.budget());
    }

    Draft damping(Damping damping) {
        return with(policy.timeout(), policy.quality(), Optional.of(damping), policy.budget());
    }

    Draft budget(long bytes) {
        return with(policy.timeout(), policy.quality(), policy.damping(), OptionalLong.of(bytes));
    }

    Draft interval(int millis) {
        return new Draft(policy.withInterval(Duration.ofMillis(millis)));
    }

    Promise promise() {
        return new Promise(policy);
    }

    private Draft quality(Quality quality) {
        return with(policy.timeout(), quality, policy.damping(), policy.budget());
    }

    private Draft with(Duration timeout, Quality quality, Optional<Damping> damping, OptionalLong budget) {
        return new Draft(new ProbePolicy(
                policy.targets(),
                policy.required(),
                policy.attempts(),
                policy.interval(),
                timeout,
                quality,
                policy.hysteresis(),
                damping,
                budget));
    }
}
