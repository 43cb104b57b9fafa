package dev.ftr.plan;

/**
 * The order of a plan: make before break. Within {@link #ROUTES} the tables go up, so that an uplink's own table is there
 * before the multipath route that may need it; within {@link #RULES} the priorities go up and within {@link #OLD_RULES}
 * down, so that the look into main, which keeps local traffic local, comes first and goes last.
 */
public enum Phase {
    SYSCTLS,
    ROUTES,
    RULES,
    CHAINS,
    OLD_CHAINS,
    OLD_RULES,
    OLD_ROUTES
}
