/**
 * Whose certificates are trusted: those that the system's authorities vouch for, or any. Knows nothing of who asks.
 */
@NullMarked
package dev.ftr.notify.tls;

import org.jspecify.annotations.NullMarked;
