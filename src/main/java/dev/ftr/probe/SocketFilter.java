package dev.ftr.probe;

/**
 * Programs of classic BPF that let only replies with our identifier into a socket, and errors that quote a request with it,
 * so that somebody else's ping does not wake us. Each instruction is a {@code struct sock_filter} {@code {u16 code; u8 jt,
 * jf; u32 k}}, here as the number which that is on a little-endian machine. A load beyond the packet's end drops it.
 */
final class SocketFilter {
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_SHORT = 0x28;
    private static final int LOAD_BYTE_X = 0x50;
    private static final int LOAD_SHORT_X = 0x48;
    private static final int IP_HEADER_TO_X = 0xb1;
    private static final int AND = 0x54;
    private static final int SHIFT_LEFT = 0x64;
    private static final int ADD_X = 0x0c;
    private static final int TO_X = 0x07;
    private static final int IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private SocketFilter() {}

    /** The packet begins with the IP header in a socket of IPv4, with the ICMP header in one of IPv6. */
    static long[] identifier(IcmpVersion version, int id) {
        return switch (version) {
            case V4 ->
                new long[] {
                    op(IP_HEADER_TO_X, 0, 0, 0),
                    op(LOAD_BYTE_X, 0, 0, 0),
                    op(IF_EQUAL, 11, 0, version.replyType()), // else an error: ICMP_FILTER lets nothing else in
                    op(LOAD_BYTE_X, 0, 0, 8 + version.ipProtocolOffset()),
                    op(IF_EQUAL, 0, 12, version.protocol()),
                    op(LOAD_BYTE_X, 0, 0, 8), // length of the quoted IP header
                    op(AND, 0, 0, 0x0f),
                    op(SHIFT_LEFT, 0, 0, 2),
                    op(ADD_X, 0, 0, 0),
                    op(TO_X, 0, 0, 0),
                    op(LOAD_BYTE_X, 0, 0, 8),
                    op(IF_EQUAL, 0, 5, version.requestType()),
                    op(LOAD_SHORT_X, 0, 0, 8 + 4),
                    op(IF_EQUAL, 2, 3, id),
                    op(LOAD_SHORT_X, 0, 0, 4),
                    op(IF_EQUAL, 0, 1, id),
                    op(RETURN, 0, 0, -1),
                    op(RETURN, 0, 0, 0),
                };
            case V6 ->
                new long[] {
                    op(LOAD_BYTE, 0, 0, 0),
                    op(IF_EQUAL, 6, 0, version.replyType()),
                    op(LOAD_BYTE, 0, 0, 8 + version.ipProtocolOffset()),
                    op(IF_EQUAL, 0, 7, version.protocol()),
                    op(LOAD_BYTE, 0, 0, 8 + version.ipHeader()),
                    op(IF_EQUAL, 0, 5, version.requestType()),
                    op(LOAD_SHORT, 0, 0, 8 + version.ipHeader() + 4),
                    op(IF_EQUAL, 2, 3, id),
                    op(LOAD_SHORT, 0, 0, 4),
                    op(IF_EQUAL, 0, 1, id),
                    op(RETURN, 0, 0, -1),
                    op(RETURN, 0, 0, 0),
                };
        };
    }

    private static long op(int code, int ifTrue, int ifFalse, int operand) {
        return code | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32;
    }
}
