/**
 * By a webhook or a command: comes in what is to be told, an event at a time; goes out a POST, or a process.
 *
 * <p>Must not know: the outbox, mail.
 */
@NullMarked
package dev.ftr.notify.call;

import org.jspecify.annotations.NullMarked;
