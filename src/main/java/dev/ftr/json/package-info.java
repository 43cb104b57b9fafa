/**
 * JSON: text to Jackson's trees and back, with nothing of Jackson but its parser, its generator and the nodes. It must not know
 * what the trees mean.
 */
@NullMarked
package dev.ftr.json;

import org.jspecify.annotations.NullMarked;
