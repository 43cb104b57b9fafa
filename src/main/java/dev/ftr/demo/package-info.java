/**
 * A kernel that exists only in memory and behaves as the real one does where it matters to us; for {@code monitor --demo}
 * and for tests.
 *
 * <p>Comes in: a {@link dev.ftr.plan.Plan}, link events, what other programs do. Goes out: a {@link
 * dev.ftr.kernel.Reading}, refusals, the way that a packet takes. Must not know: config, the real system.
 */
@NullMarked
package dev.ftr.demo;

import org.jspecify.annotations.NullMarked;
