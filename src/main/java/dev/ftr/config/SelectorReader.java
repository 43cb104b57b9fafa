package dev.ftr.config;

import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads which connections a policy is about.
 *
 * @param numbering empty after an error
 */
record SelectorReader(List<Setting> downlinks, Optional<Numbering> numbering) {
    private static final Pattern SET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,30}");
    private static final String SET_MUST_BE =
            "the name of an ipset, 1 to 31 letters, digits and the signs . _ : @ + -, beginning with a letter or a digit";
    private static final String MARK_MUST_BE = "a mark such as 0x100 or, with a mask, 0x100/0xf00";

    Policy.Selector read(Setting match) {
        List<IpProtocol> protocols = ProtocolText.read(match.at("protocol"), List.of(IpProtocol.values()));
        boolean own = match.at("own").flatMap(Setting::bool).orElse(false);
        Optional<InterfaceName> in = match.at("interface").flatMap(here -> downlink(here, own));
        return new Policy.Selector(
                Blocks.read(match.at("from")),
                Blocks.read(match.at("to")),
                protocols,
                ports(match.at("ports"), protocols),
                ports(match.at("source_ports"), protocols),
                in,
                match.at("mark").flatMap(this::mark),
                match.at("set").flatMap(SelectorReader::set),
                own);
    }

    private static List<PortRange> ports(Optional<Setting> list, List<IpProtocol> protocols) {
        protocols.stream()
                .filter(p -> !p.hasPorts())
                .findFirst()
                .ifPresent(p -> list.ifPresent(here -> here.error(
                        "goes with the protocols tcp, udp and sctp only, and %s has no ports; remove one of the two"
                                .formatted(p))));
        return PortText.read(list);
    }

    private Optional<InterfaceName> downlink(Setting here, boolean own) {
        if (own) {
            here.error("does not go together with own: true, as the router's own connections come in by no interface");
            return Optional.empty();
        }
        Optional<InterfaceName> name = ConfigReader.interfaceName(here);
        boolean known = downlinks.stream().anyMatch(d -> d.text().equals(here.text()));
        if (name.isPresent() && !known)
            here.error("%s, must be one of the downlinks: %s"
                    .formatted(
                            here.shown(),
                            String.join(
                                    ", ",
                                    downlinks.stream()
                                            .flatMap(d -> d.text().stream())
                                            .distinct()
                                            .toList())));
        return name;
    }

    private static Optional<String> set(Setting here) {
        Optional<String> name = here.text().filter(text -> SET.matcher(text).matches());
        if (name.isEmpty()) here.error("%s, must be %s".formatted(here.shown(), SET_MUST_BE));
        return name;
    }

    /** Without a mask, the mark that is left when ours is taken away. */
    private Optional<FwMark> mark(Setting here) {
        String text = here.text().orElse("");
        int slash = text.indexOf('/');
        Optional<Integer> value = bits(slash < 0 ? text : text.substring(0, slash));
        Optional<Integer> mask = slash < 0 ? Optional.empty() : bits(text.substring(slash + 1));
        boolean outside = value.isPresent() && mask.isPresent() && (value.get() & ~mask.get()) != 0;
        if (value.isEmpty() || (slash >= 0 && mask.isEmpty()) || outside) {
            here.error("%s, must be %s%s"
                    .formatted(here.shown(), MARK_MUST_BE, outside ? "; the mark has bits that the mask has not" : ""));
            return Optional.empty();
        }
        if (numbering.isEmpty()) return Optional.empty();
        int ours = numbering.get().fwmarkMask();
        int foreign = mask.orElse(~ours);
        if ((mask.orElse(value.get()) & ours) == 0) return Optional.of(new FwMark(value.get(), foreign));
        here.error("%s, which meets our own bits %#x; must keep to the others, or choose another fwmark_mask"
                .formatted(here.shown(), ours));
        return Optional.empty();
    }

    private static Optional<Integer> bits(String text) {
        return PlainScalar.asNumber(text)
                .filter(n -> n.signum() >= 0 && n.scale() <= 0 && n.compareTo(BigDecimal.valueOf(0xffff_ffffL)) <= 0)
                .map(BigDecimal::intValue);
    }
}
