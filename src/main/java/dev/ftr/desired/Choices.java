package dev.ftr.desired;

import dev.ftr.config.Choice;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.model.UplinkId;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The choices among uplinks that a config makes, each with the slot that its mark and its table are counted from. A choice
 * has the same slot in nearly every config that makes it, so that an edit moves no other: it comes from a hash of what the
 * choice says, and only where two meet the later one in their order goes one further on.
 */
public record Choices(SortedMap<Choice, Integer> slots) {
    /** How many different choices there is room for. */
    public static final int COUNT = Choice.COUNT;

    public static Choices of(RouterConfig config) {
        SortedSet<Choice> choices = new TreeSet<>(
                config.traffic().policies().stream().map(Policy::choice).toList());
        if (config.traffic().clientTime().isPresent())
            config.uplinks().stream()
                    .filter(u -> u.priorityGroup().isPresent())
                    .forEach(u -> choices.add(new Choice.WhileCarrying(u.id())));
        return new Choices(slots(choices));
    }

    private static SortedMap<Choice, Integer> slots(SortedSet<Choice> choices) {
        if (choices.size() > COUNT)
            throw new IllegalArgumentException(
                    "%d different choices, but only %d have a place".formatted(choices.size(), COUNT));
        SortedMap<Choice, Integer> slots = new TreeMap<>();
        BitSet taken = new BitSet(COUNT);
        for (Choice choice : choices) {
            int slot = Math.floorMod(spread(choice.toString().hashCode()), COUNT);
            while (taken.get(slot)) slot = (slot + 1) % COUNT;
            taken.set(slot);
            slots.put(choice, slot);
        }
        return slots;
    }

    // Texts that differ in one digit have hashes that differ in few bits (finalizer of MurmurHash3).
    private static int spread(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    public int slot(Choice choice) {
        Integer slot = slots.get(choice);
        if (slot == null) throw new IllegalArgumentException("no policy makes the choice " + choice);
        return slot;
    }

    /** The uplinks that a choice is among, in its order. */
    static List<UplinkId> uplinks(Choice choice) {
        return switch (choice) {
            case Choice.First first -> first.uplinks();
            case Choice.Balance balance -> balance.uplinks();
            case Choice.WhileCarrying(UplinkId uplink) -> List.of(uplink);
        };
    }
}
