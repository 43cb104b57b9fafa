package dev.ftr.kernel;

import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import java.util.List;
import java.util.Optional;

/**
 * What was read.
 *
 * @param defaultInMain the default route of table main, if packets to the internet take it now
 * @param notices what the tools said that an administrator should know, one line each
 */
public record Reading(KernelState state, Links links, Optional<String> defaultInMain, List<String> notices) {
    public Reading {
        notices = List.copyOf(notices);
    }
}
