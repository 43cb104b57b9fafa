package dev.ftr.kernel;

import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** What a DHCP server has told (RFC 2132), put together from however the client wrote it down. */
final class LeaseOptions {
    private Optional<IpAddress> address = Optional.empty();
    private Optional<IpAddress> server = Optional.empty();
    private Optional<IpAddress> router = Optional.empty();
    private Optional<DefaultWay> classless = Optional.empty();

    /**
     * A default route among classless ones.
     *
     * @param gateway empty: the interface itself is the way
     */
    private record DefaultWay(Optional<IpAddress> gateway) {}

    void address(String text) {
        address = host(text);
    }

    void server(String text) {
        server = host(text);
    }

    /** The first of them is the one to use (RFC 2132, section 3.5). */
    void routers(Stream<String> texts) {
        router = texts.flatMap(text -> host(text).stream()).findFirst();
    }

    /** One classless route; only that to everywhere counts, and it overrides the routers (RFC 3442). */
    void classlessRoute(String destination, String gateway) {
        if (!destination.equals("0.0.0.0/0") && !destination.equals("default")) return;
        Optional<IpAddress> named = host(gateway);
        if (named.isPresent() || gateway.equals("0.0.0.0")) classless = Optional.of(new DefaultWay(named));
    }

    /** Classless routes as the server sends them: each a prefix length, as many bytes as that needs, a gateway. */
    void classlessRoutes(byte[] option) {
        int at = 0;
        while (at < option.length) {
            int length = Byte.toUnsignedInt(option[at]);
            int gateway = at + 1 + (length + 7) / 8;
            if (length > 32 || gateway + 4 > option.length) return;
            if (length == 0) classlessRoute("default", dotted(option, gateway));
            at = gateway + 4;
        }
    }

    /** Empty without an address: then it is no lease. */
    Optional<Lease> lease() {
        Optional<IpAddress> gateway = classless.map(DefaultWay::gateway).orElse(router);
        return address.map(
                own -> new Lease(Optional.of(own), gateway, classless.isPresent() && gateway.isEmpty(), server));
    }

    static String dotted(byte[] bytes, int from) {
        StringBuilder text = new StringBuilder();
        for (byte b : Arrays.copyOfRange(bytes, from, from + 4))
            text.append(text.isEmpty() ? "" : ".").append(Byte.toUnsignedInt(b));
        return text.toString();
    }

    private static Optional<IpAddress> host(String text) {
        try {
            return Optional.of(IpAddress.parse(text.strip())).filter(a -> a.family() == Family.IPV4 && a.isUnicast());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
