/**
 * What happened, for those who want to be told.
 *
 * <p>Comes in: {@link dev.ftr.notify.Event}. Goes out: messages, by mail, webhook and command,
 * kept in an outbox until they are delivered. Must not know: routes, probes, the kernel.
 */
@NullMarked
package dev.ftr.notify;

import org.jspecify.annotations.NullMarked;
