package dev.ftr.config;

import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** First mark and mask, both unsigned 32 bits. */
record MarkNumbers(long base, long mask) {
    private static final List<Long> USUAL_MASKS = List.of(0xffL, 0xffffL, 0xff_ffffL, 0xffff_ffffL);

    /** Empty when the schema has complained about one of the numbers, or we have. */
    static Optional<MarkNumbers> read(Setting root, List<UplinkEntry> uplinks) {
        Optional<Setting> base = root.at("base_fwmark");
        Optional<Setting> mask = root.at("fwmark_mask");
        OptionalLong writtenMask = mask.map(Setting::integer).orElse(OptionalLong.empty());
        OptionalLong writtenBase = base.map(Setting::integer).orElse(OptionalLong.empty());
        boolean unreadable =
                (mask.isPresent() && !isMark(writtenMask, 1)) || (base.isPresent() && !isMark(writtenBase, 0));
        if (unreadable) return Optional.empty();
        MarkNumbers marks = writtenMask.isPresent()
                ? new MarkNumbers(
                        writtenBase.orElse(Long.lowestOneBit(writtenMask.getAsLong())), writtenMask.getAsLong())
                : wideEnough(writtenBase.orElse(1), uplinks);
        Setting blamed = base.or(() -> mask).orElse(root);
        Optional<UplinkEntry> without =
                uplinks.stream().filter(u -> !marks.serves(u)).findFirst();
        without.ifPresent(uplink -> blamed.error(marks.fault(uplink)));
        return without.isEmpty() ? Optional.of(marks) : Optional.empty();
    }

    /** Configs of the original know no mask: whatever their base is, the marks must fit. */
    private static MarkNumbers wideEnough(long base, List<UplinkEntry> uplinks) {
        return USUAL_MASKS.stream()
                .map(mask -> new MarkNumbers(base, mask))
                .filter(marks -> uplinks.stream().allMatch(marks::serves))
                .findFirst()
                .orElse(new MarkNumbers(base, USUAL_MASKS.getLast()));
    }

    private static boolean isMark(OptionalLong number, long smallest) {
        return number.isPresent() && number.getAsLong() >= smallest && number.getAsLong() <= 0xffff_ffffL;
    }

    private boolean serves(UplinkEntry uplink) {
        return uplink.id()
                .map(this::of)
                .map(mark -> mark != 0 && (mark & ~mask) == 0)
                .orElse(true);
    }

    private long of(UplinkId id) {
        return base + id.value() * Long.lowestOneBit(mask);
    }

    private String fault(UplinkEntry uplink) {
        UplinkId id = uplink.id().orElseThrow();
        String mark = "gives %s (id %s) the mark %#x".formatted(uplink.name(), id, of(id));
        if (of(id) == 0) return mark + ", which means none; must be at least %#x".formatted(Long.lowestOneBit(mask));
        return mark
                + ", which does not fit in the mask %#x; choose a smaller base_fwmark made of bits of the mask (%#x is the lowest), or a wider fwmark_mask"
                        .formatted(mask, Long.lowestOneBit(mask));
    }
}
