/**
 * What the kernel should hold: a pure function of config, health and interfaces.
 *
 * <p>Comes in: {@link dev.ftr.config.RouterConfig}, {@link dev.ftr.health.Health}, {@link dev.ftr.model.Links}. Goes out:
 * {@link dev.ftr.model.DesiredState}. Must not know: what is in the kernel now.
 */
@NullMarked
package dev.ftr.desired;

import org.jspecify.annotations.NullMarked;
