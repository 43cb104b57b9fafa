/** What tests of several packages share. */
@NullMarked
package dev.ftr.testing;

import org.jspecify.annotations.NullMarked;
