/**
 * The vocabulary: what an uplink, a route, a rule, a chain and a kernel state are. Records that cannot be wrong.
 *
 * <p>Comes in: values. Goes out: values. Must not know: files, processes, clocks, libraries.
 */
@NullMarked
package dev.ftr.model;

import org.jspecify.annotations.NullMarked;
