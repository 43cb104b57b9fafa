package dev.ftr.config;

import dev.ftr.model.Cidr;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code source_nat}, and tells of entries that never decide anything. */
record SourceRewriteReader(UplinkNames names, List<Blocks.Written> noNat) {
    private record Earlier(Setting here, UplinkId uplink, Cidr block) {}

    /** Those that can be read. */
    List<SourceRewrite> read(Setting root) {
        List<SourceRewrite> read = new ArrayList<>();
        List<Earlier> before = new ArrayList<>();
        for (Setting entry : root.at("source_nat").map(Setting::items).orElse(List.of())) {
            List<Cidr> from = Blocks.read(entry.at("from"));
            Optional<UplinkEntry> uplink = entry.at("uplink").flatMap(names::find);
            Optional<UplinkId> id = uplink.flatMap(UplinkEntry::id);
            Optional<IpAddress> to = entry.at("to").flatMap(here -> Addresses.read(here, "192.0.2.3"));
            if (uplink.isEmpty() || id.isEmpty() || to.isEmpty() || from.isEmpty()) continue;
            if (!uplink.get().addresses().contains(to.get()))
                entry.at("to")
                        .ifPresent(here -> here.warn(
                                "%s, neither ip nor one of extra_ips of %s; replies come only if the provider routes it to us"
                                        .formatted(here.shown(), uplink.get().called())));
            warnIfHidden(entry, from, id.get(), before);
            from.forEach(block -> before.add(new Earlier(entry, id.get(), block)));
            read.add(new SourceRewrite(from, id.get(), to.get()));
        }
        return read;
    }

    private void warnIfHidden(Setting entry, List<Cidr> from, UplinkId uplink, List<Earlier> before) {
        List<String> by = new ArrayList<>();
        for (Cidr block : from) {
            Optional<String> hiding = noNat.stream()
                    .filter(kept -> Blocks.contains(kept.block(), block))
                    .map(kept -> "no_nat on line %s".formatted(kept.here().line()))
                    .findFirst()
                    .or(() -> before.stream()
                            .filter(e -> e.uplink().equals(uplink) && Blocks.contains(e.block(), block))
                            .map(e -> "the entry on line %s".formatted(e.here().line()))
                            .findFirst());
            if (hiding.isEmpty()) return;
            by.add(hiding.get());
        }
        entry.warn("never decides, as all that it is for is in %s already; remove one of the two"
                .formatted(String.join(" and ", by.stream().distinct().toList())));
    }
}
