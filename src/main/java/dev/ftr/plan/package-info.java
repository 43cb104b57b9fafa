/**
 * The difference between what should be and what is, in an order that never breaks before it has made.
 *
 * <p>Comes in: {@link dev.ftr.model.DesiredState} and the actual {@link dev.ftr.model.KernelState}. Goes out: {@link
 * dev.ftr.plan.Plan}. Must not know: how a change is written for a tool.
 */
@NullMarked
package dev.ftr.plan;

import org.jspecify.annotations.NullMarked;
