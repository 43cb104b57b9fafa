package dev.ftr.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;

/** An address block; host bits are cleared. {@code 0.0.0.0/0} is the destination of a default route. */
public record Cidr(IpAddress address, int length) implements Comparable<Cidr> {
    private static final Comparator<Cidr> ORDER = Order.by(Cidr::address, Cidr::length);

    public Cidr {
        int bits = address.family().addressBits();
        if (length < 0 || length > bits)
            throw new IllegalArgumentException("prefix length %d is not within 0..%d".formatted(length, bits));
        address = masked(address, length);
    }

    /** The block of just this address. */
    public static Cidr host(IpAddress address) {
        return new Cidr(address, address.family().addressBits());
    }

    /** The block of all addresses. */
    public static Cidr everything(Family family) {
        return new Cidr(IpAddress.parse(family == Family.IPV4 ? "0.0.0.0" : "::"), 0);
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 192.0.2.1} or, with the family given, {@code default} and {@code all}.
     *
     * @throws IllegalArgumentException when the text is none of these
     */
    public static Cidr parse(String text, Family family) {
        if (text.equals("default") || text.equals("all") || text.equals("any")) return everything(family);
        int slash = text.indexOf('/');
        if (slash < 0) return host(IpAddress.parse(text));
        return new Cidr(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public Family family() {
        return address.family();
    }

    public boolean contains(IpAddress candidate) {
        return candidate.family() == family() && masked(candidate, length).equals(address);
    }

    @Override
    public int compareTo(Cidr other) {
        return ORDER.compare(this, other);
    }

    /** As {@code ip} prints it: {@code default}, a bare address, or a block. */
    @Override
    public String toString() {
        if (length == 0) return "default";
        return length == family().addressBits() ? address.toString() : address + "/" + length;
    }

    private static IpAddress masked(IpAddress address, int length) {
        byte[] bytes = address.bytes();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(length - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - kept));
        }
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of %d bytes".formatted(bytes.length), e);
        }
    }
}
