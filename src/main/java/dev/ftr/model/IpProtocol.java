package dev.ftr.model;

import java.util.Locale;

/** Protocols above IP, by the names that iptables prints and with their numbers (IANA, protocol-numbers). */
public enum IpProtocol {
    ICMP(1),
    TCP(6),
    UDP(17),
    GRE(47),
    ESP(50),
    AH(51),
    SCTP(132);

    private final int number;

    IpProtocol(int number) {
        this.number = number;
    }

    /** As it stands in the IP header. */
    public int number() {
        return number;
    }

    /**
     * Reads the name that iptables-save prints.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    public static IpProtocol parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean hasPorts() {
        return this == TCP || this == UDP || this == SCTP;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
