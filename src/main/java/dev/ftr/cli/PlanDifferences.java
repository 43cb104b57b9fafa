package dev.ftr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** In what one plan differs from another: a line for each object, and not too many. */
final class PlanDifferences {
    private static final int MOST = 10;
    private static final int LONGEST = 300;

    private PlanDifferences() {}

    static List<String> of(List<PlannedChange> agreed, List<PlannedChange> now) {
        if (agreed.equals(now)) return List.of();
        List<PlannedChange> gone = without(agreed, now);
        List<PlannedChange> come = without(now, agreed);
        List<String> lines = new ArrayList<>();
        for (PlannedChange change : gone) {
            Optional<PlannedChange> same =
                    come.stream().filter(change::concernsSame).findFirst();
            same.ifPresent(come::remove);
            lines.add(shortened(same.map(other -> "in the plan: %s; to be done now: %s".formatted(change, other))
                    .orElseGet(() -> "not to be done any more: " + change)));
        }
        come.forEach(change -> lines.add(shortened("not in the plan: " + change)));
        if (lines.isEmpty()) return List.of("the changes are the same, but in another order");
        if (lines.size() <= MOST) return lines;
        List<String> some = new ArrayList<>(lines.subList(0, MOST));
        some.add("%d more differences".formatted(lines.size() - MOST));
        return some;
    }

    private static List<PlannedChange> without(List<PlannedChange> some, List<PlannedChange> others) {
        List<PlannedChange> left = new ArrayList<>(some);
        // One by one: a jump may have to go twice.
        others.forEach(left::remove);
        return left;
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
