/**
 * Config files to {@link dev.ftr.config.RouterConfig}: text ({@code SourceText}), YAML ({@code YamlTree}), JSON Schema
 * ({@code SchemaCheck}), meaning ({@code ConfigReader}).
 *
 * <p>Comes in: files. Goes out: a config that is right, or all of its errors with file, line, column and JSON pointer. Must
 * not know: the kernel, health. Jackson and the validator are loaded by {@code SchemaCheck} and the example only.
 */
@NullMarked
package dev.ftr.config;

import org.jspecify.annotations.NullMarked;
