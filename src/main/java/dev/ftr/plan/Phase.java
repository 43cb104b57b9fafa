package dev.ftr.plan;

/**
 * The order of a plan: make before break. Within {@link #ROUTES} the tables go up, so that an uplink's own table is there
 * before the multipath route that may need it; within {@link #RULES} the priorities go up and within {@link #OLD_RULES}
 * down, so that the look into main, which keeps local traffic local, comes first and goes last.
 */
public enum Phase {
    SYSCTLS,

    /**
     * The way out of a table that becomes another uplink's. Until {@link #TAKEN_OVER} the guard of the table keeps packets
     * with its mark from leaving by the wrong uplink.
     */
    GIVEN_UP,
    ROUTES,
    RULES,

    /** The rule that leads new connections to a multipath route that is not ours any more. */
    OLD_CHOICE,
    CHAINS,

    /** Connections whose mark means another uplink from now on, or none. */
    STALE_CONNECTIONS,

    /** The way out of a table that has become another uplink's. */
    TAKEN_OVER,
    OLD_CHAINS,
    OLD_RULES,
    OLD_ROUTES,

    /** Connections of uplinks that were left, once the new way has been seen to be in force. */
    CONNECTIONS
}
