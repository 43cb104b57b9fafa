package dev.ftr.config;

import dev.ftr.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The targets of one uplink, as far as they can be read.
 *
 * @param written how many stand in the lists
 */
record Targets(Optional<Setting> ips, Optional<Setting> probes, List<Target> read, int written) {
    static final int MOST = 64;

    static Targets of(Keys keys) {
        Optional<Setting> ips = keys.at("ips");
        Optional<Setting> probes = keys.at("probes");
        FirstUses<Target> uses = new FirstUses<>();
        List<Target> read = new ArrayList<>();
        for (Setting here : items(ips)) {
            Optional<Target> target = Addresses.read(here, "8.8.8.8").map(Target.Echo::new);
            target.ifPresent(read::add);
            target.flatMap(t -> uses.earlier(t, here))
                    .ifPresent(earlier -> here.error("%s, already on line %s; each address must be there once only"
                            .formatted(here.shown(), earlier.line())));
        }
        for (Setting here : items(probes)) {
            Optional<Target> target = ProbeEntry.read(here);
            target.ifPresent(read::add);
            target.flatMap(t -> uses.earlier(t, here))
                    .ifPresent(earlier -> here.error("is the same as the probe on line %s; each must be there once only"
                            .formatted(earlier.line())));
        }
        return new Targets(
                ips,
                probes,
                List.copyOf(read),
                items(ips).size() + items(probes).size());
    }

    /** What to blame for too few of them: a list with something in it, if there is one. */
    Optional<Setting> list() {
        return Stream.of(ips, probes)
                .flatMap(Optional::stream)
                .filter(list -> !list.items().isEmpty())
                .findFirst()
                .or(() -> ips)
                .or(() -> probes);
    }

    /** What a message calls one of them. */
    String noun() {
        return items(probes).isEmpty() ? "address" : "target";
    }

    String nouns() {
        return items(probes).isEmpty() ? "addresses" : "targets";
    }

    private static List<Setting> items(Optional<Setting> list) {
        return list.map(Setting::items).orElse(List.of());
    }
}
