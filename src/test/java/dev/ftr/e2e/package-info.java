/**
 * The program itself, as a process of its own, in a lab of network namespaces ({@code ops/lab}): a LAN, the router,
 * providers and an internet whose servers say which source they see.
 *
 * <p>What is asserted is what a user sees: sources, lost connections, status.json, events.jsonl, exit codes, what is in the
 * kernel. Needs root. Nothing outside the lab's namespaces is touched.
 */
@NullMarked
package dev.ftr.e2e;

import org.jspecify.annotations.NullMarked;
