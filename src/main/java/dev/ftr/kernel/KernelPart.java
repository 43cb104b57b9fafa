package dev.ftr.kernel;

/** A part of the kernel whose changes are told apart, since they are not answered alike. */
public enum KernelPart {
    /** Interfaces and their addresses: what comes and goes by itself. */
    LINKS,

    /** Routes, rules and kernel parameters. */
    ROUTING,

    /** What iptables shows. */
    FIREWALL
}
