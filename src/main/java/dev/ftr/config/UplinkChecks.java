package dev.ftr.config;

import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;

/** Whether the uplinks and downlinks of a config go together. */
final class UplinkChecks {
    private UplinkChecks() {}

    static void check(Setting root, List<UplinkEntry> uplinks, List<Setting> downlinks) {
        InterfaceChecks.check(uplinks, downlinks);
        checkNames(uplinks);
        checkIds(uplinks);
        AddressChecks.check(uplinks);
        boolean noGroup =
                uplinks.stream().allMatch(u -> u.setting().at("priority_group").isEmpty());
        if (noGroup && !uplinks.isEmpty())
            root.at("uplinks")
                    .ifPresent(list -> list.warn("no uplink has a priority_group, so none carries new outgoing"
                            + " connections; give at least one of them a priority_group"));
    }

    private static void checkNames(List<UplinkEntry> uplinks) {
        FirstUses<String> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            Optional<Setting> written = uplink.setting().at("name");
            // Those that share an interface must have a name, and are told so.
            if (uplink.key().isEmpty() || (written.isEmpty() && InterfaceChecks.shares(uplink, uplinks))) continue;
            Setting here = written.or(() -> uplink.setting().at("interface")).orElseThrow();
            Optional<Setting> earlier = uses.earlier(uplink.key().get(), here);
            earlier.ifPresent(first -> here.error("%s, already the name of the uplink on line %s; %s"
                    .formatted(
                            here.shown(),
                            first.line(),
                            written.isPresent() ? "names must differ" : "give one of them another name")));
        }
    }

    private static void checkIds(List<UplinkEntry> uplinks) {
        FirstUses<UplinkId> uses = new FirstUses<>();
        for (UplinkEntry uplink : uplinks) {
            Optional<Setting> written = uplink.setting().at("id");
            Setting here = written.orElse(uplink.setting());
            Optional<UplinkId> id = uplink.id();
            Optional<Setting> earlier = id.flatMap(i -> uses.earlier(i, here));
            if (earlier.isEmpty()) continue;
            String other = "the id of the uplink on line " + earlier.get().line();
            if (written.isPresent()) here.error("is %s, already %s; ids must differ".formatted(id.get(), other));
            else
                here.error("has no id and would get its position %s, already %s; give it an id that is free"
                        .formatted(id.get(), other));
        }
    }
}
