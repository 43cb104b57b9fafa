package dev.ftr.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the uplinks that other parts of a config name. */
record UplinkNames(List<UplinkEntry> uplinks) {

    /** Empty after an error. */
    Optional<UplinkEntry> find(Setting here) {
        Optional<String> written = here.text();
        Optional<UplinkEntry> found =
                uplinks.stream().filter(u -> u.key().equals(written)).findFirst();
        // Where an uplink cannot be read, this may be the one that is meant.
        boolean allKnown = uplinks.stream().allMatch(u -> u.key().isPresent());
        if (found.isEmpty() && written.isPresent() && allKnown) here.error(unknown(here, written.get()));
        return found;
    }

    /** As many of them as can be found, in their order, each once. */
    List<UplinkEntry> findAll(Setting list) {
        FirstUses<UplinkEntry> uses = new FirstUses<>();
        List<UplinkEntry> found = new ArrayList<>();
        for (Setting here : list.items()) {
            Optional<UplinkEntry> uplink = find(here);
            uplink.ifPresent(found::add);
            uplink.flatMap(u -> uses.earlier(u, here))
                    .ifPresent(earlier ->
                            here.error("%s, already in this list; remove one of the two".formatted(here.shown())));
        }
        return found;
    }

    private String unknown(Setting here, String written) {
        List<String> names = uplinks.stream().flatMap(u -> u.key().stream()).toList();
        String help = NearMiss.nearest(written, names)
                .map(near -> "did you mean '%s'?".formatted(near))
                .orElse("known: " + String.join(", ", names));
        return "%s, must be the name of an uplink; %s".formatted(here.shown(), help);
    }
}
