/**
 * What happened, for those who want to be told.
 *
 * <p>Here is what the rest of the program sees, and what the packages below speak of: an {@link dev.ftr.notify.Event}
 * becomes a {@link dev.ftr.notify.Notice} with how the uplinks stood, which a {@link dev.ftr.notify.Courier} delivers; the
 * daemon knows the {@link dev.ftr.notify.Audience}. {@code news} decides what is told, {@code outbox} keeps it until it is
 * delivered, {@code mail} and {@code call} deliver it. Must not know: routes, probes, the kernel.
 */
@NullMarked
package dev.ftr.notify;

import org.jspecify.annotations.NullMarked;
