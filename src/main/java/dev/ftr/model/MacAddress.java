package dev.ftr.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** The address of a station on an Ethernet, as {@code 00:11:22:aa:bb:cc} in lower case. */
public record MacAddress(String text) implements Comparable<MacAddress> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    public MacAddress {
        text = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(text).matches())
            throw new IllegalArgumentException("'%s' is not an Ethernet address".formatted(text));
    }

    @Override
    public int compareTo(MacAddress other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
