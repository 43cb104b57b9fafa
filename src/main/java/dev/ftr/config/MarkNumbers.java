package dev.ftr.config;

import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** First mark and mask, both unsigned 32 bits. */
record MarkNumbers(long base, long mask) {
    private static final List<Long> USUAL_MASKS = List.of(0xffL, 0xffffL, 0xff_ffffL, 0xffff_ffffL);

    /** Empty when the schema has complained about one of the numbers, or we have. */
    static Optional<MarkNumbers> read(Setting root, List<UplinkEntry> uplinks, Demand demand) {
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
                : wideEnough(writtenBase.orElse(1), uplinks, demand);
        Setting blamed = base.or(() -> mask).orElse(root);
        Optional<UplinkEntry> without =
                uplinks.stream().filter(u -> !marks.serves(u)).findFirst();
        without.ifPresent(uplink -> blamed.error(marks.fault(uplink)));
        boolean lacking = demand.choices() && !marks.serveChoices();
        if (lacking) blamed.error(marks.fault());
        return without.isEmpty() && !lacking ? Optional.of(marks) : Optional.empty();
    }

    /** Configs of the original know no mask: whatever their base is, the marks must fit. */
    private static MarkNumbers wideEnough(long base, List<UplinkEntry> uplinks, Demand demand) {
        return USUAL_MASKS.stream()
                .map(mask -> new MarkNumbers(base, mask))
                .filter(marks -> uplinks.stream().allMatch(marks::serves))
                .filter(marks -> !demand.choices() || marks.serveChoices())
                .findFirst()
                .orElse(new MarkNumbers(base, USUAL_MASKS.getLast()));
    }

    private static boolean isMark(OptionalLong number, long smallest) {
        return number.isPresent() && number.getAsLong() >= smallest && number.getAsLong() <= 0xffff_ffffL;
    }

    private boolean serves(UplinkEntry uplink) {
        return uplink.id().map(id -> serves(id.value())).orElse(true);
    }

    private boolean serveChoices() {
        return IntStream.range(UplinkId.COUNT, UplinkId.COUNT + Choice.COUNT).allMatch(this::serves);
    }

    private boolean serves(int number) {
        return of(number) != 0 && (of(number) & ~mask) == 0;
    }

    private long of(int number) {
        return base + number * Long.lowestOneBit(mask);
    }

    private String fault(UplinkEntry uplink) {
        UplinkId id = uplink.id().orElseThrow();
        long mark = of(id.value());
        String given = "gives %s (id %s) the mark %#x".formatted(uplink.called(), id, mark);
        if (mark == 0) return given + ", which means none; must be at least %#x".formatted(Long.lowestOneBit(mask));
        return given
                + ", which does not fit in the mask %#x; choose a smaller base_fwmark made of bits of the mask (%#x is the lowest), or a wider fwmark_mask"
                        .formatted(mask, Long.lowestOneBit(mask));
    }

    private String fault() {
        return "gives policies the marks %#x..%#x, which do not all fit in the mask %#x; choose a smaller base_fwmark made of bits of the mask (%#x is the lowest), or an fwmark_mask with more bits, side by side"
                .formatted(of(UplinkId.COUNT), of(UplinkId.COUNT + Choice.COUNT - 1), mask, Long.lowestOneBit(mask));
    }
}
