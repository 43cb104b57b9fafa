package dev.ftr.model;

import java.util.Comparator;

/**
 * The unconditional jump from a built-in chain to one of ours in the same table.
 *
 * @param builtIn the chain that holds the jump, {@code PREROUTING} for one
 * @param target the name of our chain
 */
public record Jump(ChainId builtIn, String target) implements Comparable<Jump> {
    private static final Comparator<Jump> ORDER = Order.by(Jump::builtIn, Jump::target);

    /** Where a missing jump is put: before everybody in mangle, after everybody elsewhere, where the first match wins. */
    public boolean first() {
        return builtIn.table() == FirewallTable.MANGLE;
    }

    public ChainId targetChain() {
        return new ChainId(builtIn.family(), builtIn.table(), target);
    }

    @Override
    public int compareTo(Jump other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s -> %s".formatted(builtIn, target);
    }
}
