package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.plan.Change.ChainEdit;
import java.util.ArrayList;
import java.util.List;

/**
 * The fewest edits from one list of rules to another, by the longest common subsequence, so that a rule that is already
 * right keeps its place and its counters.
 */
final class ChainEdits {
    private ChainEdits() {}

    static List<ChainEdit> between(ChainId chain, List<ChainRule> before, List<ChainRule> after) {
        int[][] common = commonLengths(before, after);
        List<ChainEdit> edits = new ArrayList<>();
        int position = 1;
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                i++;
                j++;
                position++;
            } else if (i < before.size() && j < after.size() && common[i + 1][j + 1] == common[i][j]) {
                edits.add(new Change.ReplaceChainRule(chain, position++, before.get(i++), after.get(j++)));
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                edits.add(new Change.DeleteChainRule(chain, position, before.get(i++)));
            } else {
                edits.add(new Change.InsertChainRule(chain, position++, after.get(j++)));
            }
        }
        return edits;
    }

    /** Length of the longest common subsequence of the lists from i and from j on. */
    private static int[][] commonLengths(List<ChainRule> before, List<ChainRule> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--)
            for (int j = after.size() - 1; j >= 0; j--)
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
        return common;
    }
}
