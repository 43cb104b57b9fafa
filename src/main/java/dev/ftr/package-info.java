/** Only the way in. */
@NullMarked
package dev.ftr;

import org.jspecify.annotations.NullMarked;
