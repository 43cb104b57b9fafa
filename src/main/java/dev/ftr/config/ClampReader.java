package dev.ftr.config;

import dev.ftr.model.FirewallTarget.ClampSegments;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what is done to the segment size of TCP connections over an uplink. */
final class ClampReader {
    /** Of IPv4 and TCP without options, 20 bytes each (RFC 791, RFC 9293). */
    private static final int HEADERS = 40;

    /** What every host takes (RFC 791). */
    private static final int SMALLEST_MTU = 576;

    private static final int LARGEST_MTU = 65_535;
    private static final int SMALLEST = 216;
    private static final int LARGEST = LARGEST_MTU - HEADERS;

    private ClampReader() {}

    /** @param dialled whether the path is usually narrower than the one behind it */
    static Optional<ClampSegments> read(Setting uplink, boolean dialled) {
        Optional<Setting> mtu = uplink.at("mtu");
        OptionalInt stated =
                mtu.map(here -> within(here, SMALLEST_MTU, LARGEST_MTU)).orElse(OptionalInt.empty());
        ClampSegments fitting =
                new ClampSegments(stated.isPresent() ? OptionalInt.of(stated.getAsInt() - HEADERS) : stated);
        Optional<Setting> written = uplink.at("clamp_mss");
        if (written.isEmpty()) return dialled || mtu.isPresent() ? Optional.of(fitting) : Optional.empty();
        Setting clamp = written.get();
        if (clamp.word().filter("auto"::equals).isPresent()) return Optional.of(fitting);
        mtu.ifPresent(
                here -> here.warn("is not used, as clamp_mss on line %s says something else; remove one of the two"
                        .formatted(clamp.line())));
        if (clamp.isOff()) return Optional.empty();
        OptionalInt bytes = within(clamp, SMALLEST, LARGEST);
        if (bytes.isEmpty())
            clamp.error("%s, must be auto, off, or a number of bytes within %d..%d"
                    .formatted(clamp.shown(), SMALLEST, LARGEST));
        return Optional.of(new ClampSegments(bytes));
    }

    private static OptionalInt within(Setting here, int least, int most) {
        OptionalLong number = here.integer();
        boolean right = number.isPresent() && number.getAsLong() >= least && number.getAsLong() <= most;
        return right ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
