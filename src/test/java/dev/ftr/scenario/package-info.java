/** What tests share: configs, a router in miniature, generators. */
@NullMarked
package dev.ftr.scenario;

import org.jspecify.annotations.NullMarked;
