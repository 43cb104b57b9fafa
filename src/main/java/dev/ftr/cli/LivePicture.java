package dev.ftr.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a screen of a certain height shows.
 *
 * @param head always, as far as it goes
 * @param middle below it
 * @param flow below that: of these lines the last ones that there is room for
 * @param foot at the bottom
 */
record LivePicture(List<String> head, List<String> middle, List<String> flow, String foot) {
    /** As many lines as the screen has rows. */
    List<String> lines(int rows) {
        List<String> lines = new ArrayList<>(head);
        addApart(lines, middle);
        int room = rows - lines.size() - 3;
        if (room > 0) addApart(lines, flow.subList(Math.max(0, flow.size() - room), flow.size()));
        while (lines.size() > Math.max(0, rows - 1)) lines.removeLast();
        while (lines.size() < rows - 1) lines.add("");
        lines.add(foot);
        return lines;
    }

    private static void addApart(List<String> lines, List<String> more) {
        if (more.isEmpty()) return;
        if (!lines.isEmpty() && !lines.getLast().isEmpty()) lines.add("");
        lines.addAll(more);
    }
}
