/**
 * The command line: options, commands, rendering as text and JSON, exit codes.
 *
 * <p>Comes in: arguments. Goes out: standard output, standard error, an exit code. The only package that prints.
 */
@NullMarked
package dev.ftr.cli;

import org.jspecify.annotations.NullMarked;
