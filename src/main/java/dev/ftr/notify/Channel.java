package dev.ftr.notify;

import java.time.Instant;
import java.util.Optional;

/**
 * How a way of telling people fares.
 *
 * @param way its name: {@code mail}, {@code webhook-NAME}, {@code hook-NAME}
 * @param pending how many events people are still to be told of
 * @param oldest when the first of them happened
 * @param lastSent when a message was delivered last
 * @param error why the last try failed; empty: it did not
 */
public record Channel(
        String way, int pending, Optional<Instant> oldest, Optional<Instant> lastSent, Optional<String> error) {}
