package dev.ftr.config;

import dev.ftr.config.RouterConfig.ProbeSettings;
import dev.ftr.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code tests}. */
final class ProbeReader {
    private static final int REQUIRED = 4;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);

    private ProbeReader() {}

    static Optional<ProbeSettings> read(Setting root, List<UplinkEntry> uplinks) {
        Optional<Setting> tests = root.at("tests");
        Optional<Setting> ips = tests.flatMap(t -> t.at("ips"));
        if (ips.isEmpty()) return Optional.empty();
        List<IpAddress> targets = targets(ips.get());
        int written = ips.get().items().size();
        if (written == 0) return Optional.empty();
        long required = Setting.integer(tests, "required_successful", usuallyRequired(written));
        checkRequired(ips.get(), tests.flatMap(t -> t.at("required_successful")), required, written);
        warnIfAllNear(ips.get(), targets, uplinks);
        return Optional.of(new ProbeSettings(
                targets,
                Math.clamp(required, 1, written),
                Math.clamp(Setting.integer(tests, "ping_retries", 1), 1, Integer.MAX_VALUE),
                interval(tests)));
    }

    /** The original's four; of fewer than that, half. */
    private static int usuallyRequired(int targets) {
        return targets >= REQUIRED ? REQUIRED : (targets + 1) / 2;
    }

    private static List<IpAddress> targets(Setting ips) {
        FirstUses<IpAddress> uses = new FirstUses<>();
        List<IpAddress> targets = new ArrayList<>();
        for (Setting here : ips.items()) {
            Optional<IpAddress> target = Addresses.read(here, "8.8.8.8");
            target.ifPresent(targets::add);
            target.flatMap(t -> uses.earlier(t, here))
                    .ifPresent(earlier -> here.error("%s, already on line %d; each address must be there once only"
                            .formatted(here.shown(), earlier.line())));
        }
        return targets;
    }

    private static void checkRequired(Setting ips, Optional<Setting> setting, long required, int targets) {
        Setting here = setting.orElse(ips);
        if (required > targets)
            here.error("%s, must be at most %d, the number of addresses in ips, and better less"
                    .formatted(here.shown(), targets));
        else if (targets == 1)
            ips.warn("has one address only, so that its failure takes every uplink down; add some of other operators");
        else if (required == targets)
            here.warn(
                    "all %d addresses must answer, so that the failure of one takes every uplink down; require %d or fewer"
                            .formatted(targets, targets - 1));
    }

    private static void warnIfAllNear(Setting ips, List<IpAddress> targets, List<UplinkEntry> uplinks) {
        if (!targets.isEmpty() && targets.stream().allMatch(target -> isNear(target, uplinks)))
            ips.warn("has only gateways and private addresses, which answer even when the provider is cut off from the"
                    + " internet; add public ones");
    }

    private static boolean isNear(IpAddress target, List<UplinkEntry> uplinks) {
        Optional<IpAddress> itself = Optional.of(target);
        return target.inet().isSiteLocalAddress()
                || target.inet().isLinkLocalAddress()
                || uplinks.stream().anyMatch(u -> u.gateway().equals(itself) || u.ip().equals(itself));
    }

    private static Duration interval(Optional<Setting> tests) {
        Duration minute = Duration.ofSeconds(60);
        Optional<Setting> here = tests.flatMap(t -> t.at("interval"));
        Duration interval = here.flatMap(Setting::duration).orElse(minute);
        if (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0) return interval;
        here.ifPresent(h ->
                h.error("%s, must be a duration such as 500ms, 3s or 2m, within 100ms..86400s".formatted(h.shown())));
        return minute;
    }
}
