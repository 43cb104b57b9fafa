/**
 * What is on its way: comes in notices; goes out messages to couriers, in order, over crashes, full disks and days of outage.
 *
 * <p>A {@code Journal} has all notices, in files; a {@code Lane} for each courier knows how far it has come ({@code Cursor}).
 * Must not know: what a notice says, nor how a courier delivers it.
 */
@NullMarked
package dev.ftr.notify.outbox;

import org.jspecify.annotations.NullMarked;
