/**
 * The languages that people are spoken to in.
 *
 * <p>Comes in: keys of the bundles in {@code dev/ftr/text} of the resources, and what goes into their gaps; or a sentence in
 * English, as the other packages, the logs and the JSON files have it. Goes out: the sentence in somebody's language. Must not
 * know: what it is about.
 */
@NullMarked
package dev.ftr.text;

import org.jspecify.annotations.NullMarked;
