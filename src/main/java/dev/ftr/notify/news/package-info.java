/**
 * Whom to tell what: comes in what happens and how the uplinks stand; goes out, into the outbox, what people do not know yet.
 *
 * <p>{@link dev.ftr.notify.news.Notifier} is where it begins. Must not know: how a message is delivered.
 */
@NullMarked
package dev.ftr.notify.news;

import org.jspecify.annotations.NullMarked;
