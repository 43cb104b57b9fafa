package dev.ftr.kernel;

import dev.ftr.plan.Change;

/**
 * A change that could not be made.
 *
 * @param message names the object, the command and the kernel's words
 */
public record Refusal(Change change, String message) {}
