/**
 * What became of probes, kept as text and run again: what another config would have decided.
 *
 * <p>Comes in: the files that a daemon has recorded, and policies. Goes out: how the uplinks would have fared. Must not know:
 * the kernel, the daemon, the config's form.
 */
@NullMarked
package dev.ftr.replay;

import org.jspecify.annotations.NullMarked;
