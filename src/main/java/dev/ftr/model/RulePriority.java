package dev.ftr.model;

/** Priority of a policy rule, 0 to 4294967295; the kernel asks lower numbers first. */
public record RulePriority(long value) implements Comparable<RulePriority> {
    /** Where the kernel puts {@code lookup main} at boot. */
    public static final RulePriority MAIN = new RulePriority(32766);

    public RulePriority {
        if (value < 0 || value > 0xffff_ffffL)
            throw new IllegalArgumentException("rule priority %d is not within 0..4294967295".formatted(value));
    }

    @Override
    public int compareTo(RulePriority other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
