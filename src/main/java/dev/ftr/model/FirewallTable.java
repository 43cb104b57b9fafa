package dev.ftr.model;

import java.util.Locale;

/** The tables of iptables in which we keep chains. */
public enum FirewallTable {
    MANGLE,
    NAT,
    FILTER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
