package dev.ftr.model;

import java.nio.charset.StandardCharsets;

/**
 * Name of a network interface, as the kernel takes it: 1 to 15 bytes, no slash, colon or white space, not {@code .} or
 * {@code ..} (dev_valid_name in net/core/dev.c).
 */
public record InterfaceName(String value) implements Comparable<InterfaceName> {
    public InterfaceName {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 15)
            throw new IllegalArgumentException("interface name '%s' is not 1 to 15 bytes long".formatted(value));
        if (value.equals(".") || value.equals(".."))
            throw new IllegalArgumentException("'%s' cannot name an interface".formatted(value));
        if (value.chars().anyMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c) || c < 0x20))
            throw new IllegalArgumentException(
                    "interface name '%s' has a slash, a colon or white space".formatted(value));
    }

    @Override
    public int compareTo(InterfaceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
