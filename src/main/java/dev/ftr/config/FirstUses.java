package dev.ftr.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds values that stand in a config twice. */
final class FirstUses<T> {
    private final Map<T, Setting> first = new HashMap<>();

    /** Where the value stood before, if it did; else remembers this place. */
    Optional<Setting> earlier(T value, Setting here) {
        return Optional.ofNullable(first.putIfAbsent(value, here));
    }
}
