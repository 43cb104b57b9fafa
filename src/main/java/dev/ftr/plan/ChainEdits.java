package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.plan.Change.ChainEdit;
import java.util.ArrayList;
import java.util.List;

/**
 * Edits from one list of rules to another: as many rules as possible that are already right keep their place and their
 * counters (a longest common subsequence), and of the ways to do that it is one with the fewest edits. Where very many
 * rules are not where they were, both are only nearly so.
 */
final class ChainEdits {
    /** Outweighs any number of edits that a chain can need. */
    private static final long KEPT = 1L << 32;

    /** From so many pairs of rules on, a table of all of them is too much: 8 bytes each. */
    private static final long MANY = 250_000;

    private ChainEdits() {}

    static List<ChainEdit> between(ChainId chain, List<ChainRule> before, List<ChainRule> after) {
        return between(chain, 0, before, after);
    }

    /** With as many rules before the lists that stay. */
    private static List<ChainEdit> between(ChainId chain, int placed, List<ChainRule> before, List<ChainRule> after) {
        int most = Math.min(before.size(), after.size());
        int head = 0;
        while (head < most && before.get(head).equals(after.get(head))) head++;
        int tail = 0;
        while (tail < most - head && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail)))
            tail++;
        List<ChainRule> old = before.subList(head, before.size() - tail);
        List<ChainRule> now = after.subList(head, after.size() - tail);
        return (long) old.size() * now.size() > MANY
                ? betweenMany(chain, placed + head, old, now)
                : exactly(chain, placed + head, old, now);
    }

    /** Part by part, between rules that stay for sure; nearly as few edits, and memory as long lists would not leave any. */
    private static List<ChainEdit> betweenMany(
            ChainId chain, int placed, List<ChainRule> before, List<ChainRule> after) {
        List<Anchors.Pair> anchors = Anchors.of(before, after);
        if (anchors.isEmpty()) return inPlace(chain, placed, before, after);
        List<ChainEdit> edits = new ArrayList<>();
        int i = 0;
        int j = 0;
        for (Anchors.Pair anchor : anchors) {
            edits.addAll(
                    between(chain, placed + j, before.subList(i, anchor.before()), after.subList(j, anchor.after())));
            i = anchor.before() + 1;
            j = anchor.after() + 1;
        }
        edits.addAll(between(chain, placed + j, before.subList(i, before.size()), after.subList(j, after.size())));
        return edits;
    }

    /** One for the other, whatever they are. */
    private static List<ChainEdit> inPlace(ChainId chain, int placed, List<ChainRule> before, List<ChainRule> after) {
        List<ChainEdit> edits = new ArrayList<>();
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            if (i >= before.size()) edits.add(new Change.InsertChainRule(chain, placed + i + 1, after.get(i)));
            else if (i >= after.size())
                edits.add(new Change.DeleteChainRule(chain, placed + after.size() + 1, before.get(i)));
            else if (!before.get(i).equals(after.get(i)))
                edits.add(new Change.ReplaceChainRule(chain, placed + i + 1, before.get(i), after.get(i)));
        }
        return edits;
    }

    /** With as many rules before the lists that stay. */
    private static List<ChainEdit> exactly(ChainId chain, int head, List<ChainRule> before, List<ChainRule> after) {
        long[][] worth = worths(before, after);
        List<ChainEdit> edits = new ArrayList<>();
        int position = head + 1;
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean both = i < before.size() && j < after.size();
            boolean equal = both && before.get(i).equals(after.get(j));
            if (equal && worth[i][j] == KEPT + worth[i + 1][j + 1]) {
                i++;
                j++;
                position++;
            } else if (both && !equal && worth[i][j] == worth[i + 1][j + 1] - 1) {
                edits.add(new Change.ReplaceChainRule(chain, position++, before.get(i++), after.get(j++)));
            } else if (i < before.size() && worth[i][j] == worth[i + 1][j] - 1) {
                edits.add(new Change.DeleteChainRule(chain, position, before.get(i++)));
            } else {
                edits.add(new Change.InsertChainRule(chain, position++, after.get(j++)));
            }
        }
        return edits;
    }

    /** The best that can be made of the lists from i and from j on: rules kept, less edits. */
    private static long[][] worths(List<ChainRule> before, List<ChainRule> after) {
        long[][] worth = new long[before.size() + 1][after.size() + 1];
        for (int i = before.size(); i >= 0; i--)
            for (int j = after.size(); j >= 0; j--) {
                if (i == before.size() || j == after.size()) {
                    worth[i][j] = (long) i + j - before.size() - after.size();
                    continue;
                }
                long together = worth[i + 1][j + 1] + (before.get(i).equals(after.get(j)) ? KEPT : -1);
                worth[i][j] = Math.max(together, Math.max(worth[i + 1][j], worth[i][j + 1]) - 1);
            }
        return worth;
    }
}
