package dev.ftr.replay;

import dev.ftr.model.ProbePolicy;

/**
 * How a config would have tested an uplink.
 *
 * @param candidate whether it carries new connections
 */
public record Settings(ProbePolicy policy, boolean candidate) {}
