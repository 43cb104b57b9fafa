package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.plan.Change.ChainEdit;
import java.util.ArrayList;
import java.util.List;

/**
 * Edits from one list of rules to another: as many rules as possible that are already right keep their place and their
 * counters (a longest common subsequence), and of the ways to do that it is one with the fewest edits.
 */
final class ChainEdits {
    /** Outweighs any number of edits that a chain can need. */
    private static final long KEPT = 1L << 32;

    private ChainEdits() {}

    static List<ChainEdit> between(ChainId chain, List<ChainRule> before, List<ChainRule> after) {
        int most = Math.min(before.size(), after.size());
        int head = 0;
        while (head < most && before.get(head).equals(after.get(head))) head++;
        int tail = 0;
        while (tail < most - head && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail)))
            tail++;
        return between(
                chain, head, before.subList(head, before.size() - tail), after.subList(head, after.size() - tail));
    }

    /** With as many rules before the lists that stay. */
    private static List<ChainEdit> between(ChainId chain, int head, List<ChainRule> before, List<ChainRule> after) {
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
