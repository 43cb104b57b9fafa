package dev.ftr.kernel;

import dev.ftr.model.FirewallTable;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was read.
 *
 * @param firewall the iptables tables that are in the state; of others it says nothing
 * @param defaultInMain the default route of table main, if packets to the internet take it now
 * @param notices what the tools said that an administrator should know, one line each
 * @param missingSets of the ipsets that were asked for
 * @param problems why something that was asked for could not be read, one line each
 */
public record Reading(
        KernelState state,
        Set<FirewallTable> firewall,
        Links links,
        Optional<String> defaultInMain,
        Set<String> missingSets,
        List<String> notices,
        List<String> problems) {
    public Reading {
        firewall = Set.copyOf(firewall);
        missingSets = Set.copyOf(missingSets);
        notices = List.copyOf(notices);
        problems = List.copyOf(problems);
    }

    /** Where no ipset is missing. */
    public Reading(
            KernelState state,
            Set<FirewallTable> firewall,
            Links links,
            Optional<String> defaultInMain,
            List<String> notices,
            List<String> problems) {
        this(state, firewall, links, defaultInMain, Set.of(), notices, problems);
    }
}
