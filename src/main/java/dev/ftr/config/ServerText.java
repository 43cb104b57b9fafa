package dev.ftr.config;

import dev.ftr.model.IpAddress;
import dev.ftr.model.PortRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine that ports are forwarded to.
 *
 * @param ports empty: the same as outside
 */
record ServerText(IpAddress address, Optional<PortRange> ports) {
    private static final String MUST_BE =
            "an IPv4 address, with or without port or range, such as 10.0.0.20, 10.0.0.20:8443 or 10.0.0.20:8443-8450";
    private static final Pattern FORM =
            Pattern.compile("(?<address>[0-9.]{7,15})(:(?<ports>[0-9]{1,5}(-[0-9]{1,5})?))?");

    /** @param outside the ports that are forwarded, as far as they can be read */
    static Optional<ServerText> read(Setting here, Optional<PortRange> outside) {
        String text = here.text().orElse("");
        boolean ipv6 = text.startsWith("[") || (Addresses.looksLikeIpv6(text) && !text.matches("[0-9.]{7,15}:.*"));
        if (ipv6) {
            here.error("%s; IPv6 is not supported yet, must be %s".formatted(here.shown(), MUST_BE));
            return Optional.empty();
        }
        Optional<ServerText> read = here.read(ServerText::parse, MUST_BE);
        Optional<PortRange> inside = read.flatMap(ServerText::ports);
        boolean uneven = inside.isPresent()
                && outside.isPresent()
                && !inside.get().isSingle()
                && inside.get().size() != outside.get().size();
        if (uneven)
            here.error("%s, %d ports for the %d of port; must be as many, or one"
                    .formatted(here.shown(), inside.get().size(), outside.get().size()));
        return read;
    }

    private static ServerText parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("neither an address nor an address with a port");
        IpAddress address = IpAddress.parse(matcher.group("address"));
        if (!address.isUnicast()) throw new IllegalArgumentException("no address of one machine");
        return new ServerText(
                address, Optional.ofNullable(matcher.group("ports")).map(PortText::range));
    }
}
