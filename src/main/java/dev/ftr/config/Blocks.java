package dev.ftr.config;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads blocks of addresses: one, or a list. */
final class Blocks {
    private static final String MUST_BE = "a block of IPv4 addresses such as 10.0.0.0/24";
    private static final Pattern FORM = Pattern.compile("[0-9.]{7,15}(/[0-9]{1,2})?");

    private Blocks() {}

    /** A block, and where it is written. */
    record Written(Setting here, Cidr block) {}

    static List<Written> written(Optional<Setting> list) {
        FirstUses<Cidr> uses = new FirstUses<>();
        return list.map(Setting::oneOrMore).orElse(List.of()).stream()
                .flatMap(here -> read(here).map(block -> new Written(here, block)).stream())
                .filter(w -> isFirst(w, uses))
                .toList();
    }

    /** Each once, in their order. */
    static List<Cidr> read(Optional<Setting> list) {
        return values(written(list));
    }

    static List<Cidr> values(List<Written> written) {
        return written.stream().map(Written::block).toList();
    }

    /** Whether all addresses of a block are in another. */
    static boolean contains(Cidr outer, Cidr inner) {
        return outer.length() <= inner.length() && outer.contains(inner.address());
    }

    private static boolean isFirst(Written written, FirstUses<Cidr> uses) {
        Optional<Setting> earlier = uses.earlier(written.block(), written.here());
        if (earlier.isPresent())
            written.here()
                    .warn("%s, already in this list; remove one of the two"
                            .formatted(written.here().shown()));
        return earlier.isEmpty();
    }

    private static Optional<Cidr> read(Setting here) {
        if (here.text().filter(Addresses::looksLikeIpv6).isPresent()) {
            here.error("%s; IPv6 is not supported yet, must be %s".formatted(here.shown(), MUST_BE));
            return Optional.empty();
        }
        Optional<Cidr> block = here.read(Blocks::block, MUST_BE);
        block.filter(b -> !b.address().equals(address(here.text().orElse(""))))
                .ifPresent(b -> here.warn(
                        "%s, which means %s/%d; write that".formatted(here.shown(), b.address(), b.length())));
        return block;
    }

    private static IpAddress address(String block) {
        return IpAddress.parse(block.replaceFirst("/.*", ""));
    }

    private static Cidr block(String text) {
        if (!FORM.matcher(text).matches()) throw new IllegalArgumentException("no block of addresses");
        return Cidr.parse(text, Family.IPV4);
    }
}
