/**
 * Config files to {@link dev.ftr.config.RouterConfig}: YAML, JSON Schema, semantic checks.
 *
 * <p>Comes in: files. Goes out: a config that is right, or all of its errors with file, line, column and JSON pointer. Must
 * not know: the kernel, health.
 */
@NullMarked
package dev.ftr.config;

import org.jspecify.annotations.NullMarked;
