/**
 * The port to the kernel and its Linux implementation: reads with {@code ip -j} and iptables-save, writes with {@code ip
 * -batch} and iptables-restore.
 *
 * <p>Comes in: a {@link dev.ftr.kernel.ReadScope}, a {@link dev.ftr.plan.Plan}. Goes out: a {@link dev.ftr.kernel.Reading},
 * what was refused and why. Must not know: config, health, what the objects are for.
 */
@NullMarked
package dev.ftr.kernel;

import org.jspecify.annotations.NullMarked;
