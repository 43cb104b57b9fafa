package dev.ftr.model;

/** Address family; part of every route, rule and chain key. */
public enum Family {
    IPV4("ipv4", "-4", 32),
    IPV6("ipv6", "-6", 128);

    private final String text;
    private final String ipOption;
    private final int addressBits;

    Family(String text, String ipOption, int addressBits) {
        this.text = text;
        this.ipOption = ipOption;
        this.addressBits = addressBits;
    }

    /** As written in the JSON of plans: {@code ipv4} or {@code ipv6}. */
    public String text() {
        return text;
    }

    /** The option of {@code ip} that selects the family: {@code -4} or {@code -6}. */
    public String ipOption() {
        return ipOption;
    }

    /** Length of an address, bits. */
    public int addressBits() {
        return addressBits;
    }
}
