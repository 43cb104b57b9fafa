/**
 * Where the first packet of a connection goes and why: a pure function of config, health and what else the kernel holds.
 *
 * <p>Comes in: {@link dev.ftr.explain.Flow}, {@link dev.ftr.config.RouterConfig}, {@link dev.ftr.health.Health}, {@link
 * dev.ftr.model.Snapshot}. Goes out: {@link dev.ftr.explain.Explanation}. Must not know: how either is written. Unlike the
 * simulated kernel it knows things only in part, says what it does not know, and names what decided.
 */
@NullMarked
package dev.ftr.explain;

import org.jspecify.annotations.NullMarked;
