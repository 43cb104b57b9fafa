/**
 * The reconcile loop: one thread that waits for triggers, reads, decides and acts.
 *
 * <p>Comes in: config, probe results, kernel events, time. Goes out: kernel changes, status, events. Must not know: the
 * command line.
 */
@NullMarked
package dev.ftr.daemon;

import org.jspecify.annotations.NullMarked;
