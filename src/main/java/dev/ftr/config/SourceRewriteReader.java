package dev.ftr.config;

import dev.ftr.model.Cidr;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code source_nat}. */
record SourceRewriteReader(UplinkNames names) {

    /** Those that can be read. */
    List<SourceRewrite> read(Setting root) {
        List<SourceRewrite> read = new ArrayList<>();
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
            read.add(new SourceRewrite(from, id.get(), to.get()));
        }
        return read;
    }
}
