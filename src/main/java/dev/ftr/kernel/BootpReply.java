package dev.ftr.kernel;

import dev.ftr.model.Lease;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;

/** A server's reply as it came over the wire (RFC 2131, section 2), which is what dhcpcd keeps. */
final class BootpReply {
    private static final int REPLY = 2;
    private static final int YOUR_ADDRESS_AT = 16;
    private static final int COOKIE_AT = 236;
    private static final int COOKIE = 0x63825363;
    private static final int PAD = 0;
    private static final int ROUTERS = 3;
    private static final int SERVER = 54;
    private static final int CLASSLESS_ROUTES = 121;
    private static final int END = 255;

    private BootpReply() {}

    /** Empty when it is something else. */
    static Optional<Lease> lease(byte[] message) {
        if (message.length < COOKIE_AT + Integer.BYTES
                || message[0] != REPLY
                || ByteBuffer.wrap(message).getInt(COOKIE_AT) != COOKIE) return Optional.empty();
        LeaseOptions options = new LeaseOptions();
        options.address(LeaseOptions.dotted(message, YOUR_ADDRESS_AT));
        ByteBuffer rest = ByteBuffer.wrap(message).position(COOKIE_AT + Integer.BYTES);
        while (rest.hasRemaining()) {
            int code = Byte.toUnsignedInt(rest.get());
            if (code == PAD) continue;
            if (code == END || !rest.hasRemaining()) break;
            int length = Byte.toUnsignedInt(rest.get());
            if (length > rest.remaining()) break;
            byte[] value = new byte[length];
            rest.get(value);
            take(options, code, value);
        }
        return options.lease();
    }

    private static void take(LeaseOptions options, int code, byte[] value) {
        switch (code) {
            case ROUTERS ->
                options.routers(IntStream.range(0, value.length / 4).mapToObj(i -> LeaseOptions.dotted(value, 4 * i)));
            case SERVER -> {
                if (value.length == 4) options.server(LeaseOptions.dotted(value, 0));
            }
            case CLASSLESS_ROUTES -> options.classlessRoutes(value);
            default -> {}
        }
    }
}
