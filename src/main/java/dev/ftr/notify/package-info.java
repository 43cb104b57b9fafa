/**
 * What happened, for those who want to be told.
 *
 * <p>Comes in: {@link dev.ftr.notify.Event}. Goes out: messages. Must not know: routes, probes, the kernel.
 */
@NullMarked
package dev.ftr.notify;

import org.jspecify.annotations.NullMarked;
