package dev.ftr.notify.outbox;

import java.time.Instant;

/**
 * What was lost for want of disk and memory.
 *
 * @param count of notices
 * @param oldest when the first of them happened
 */
public record Dropped(int count, Instant oldest) {}
