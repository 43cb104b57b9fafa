/**
 * What has been: outages and availability from the events, round-trip times and losses from the samples.
 *
 * <p>Comes in: {@code events.jsonl}, samples of the daemon. Goes out: outages, summaries, graphs. Must not know: the config, the
 * kernel, how anything is shown.
 */
@NullMarked
package dev.ftr.history;

import org.jspecify.annotations.NullMarked;
