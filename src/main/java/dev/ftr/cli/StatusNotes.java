package dev.ftr.cli;

import dev.ftr.cli.StatusView.Config;
import dev.ftr.cli.StatusView.Line;
import dev.ftr.cli.StatusView.Pending;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is said below the table of uplinks, a paragraph at a time. */
record StatusNotes(StatusView view, Page page) {
    private static final int INDENT = 2;
    private static final int SHORT_HASH = 12;

    /** What the daemon does about these is told by the event that made it do so. */
    private static final Set<String> TOLD_ANYWAY = Set.of("start", "health", "config");

    /** Why uplinks are not up, and what else is wrong. */
    List<String> wrong() {
        List<String> lines = new ArrayList<>();
        for (Line uplink : view.uplinks()) if (uplink.state() != UplinkState.UP) lines.addAll(explanation(uplink));
        Colours colours = page.colours();
        view.problems().forEach(p -> lines.addAll(labelled("problem", colours::red, p)));
        view.warnings().forEach(w -> lines.addAll(labelled("warning", colours::yellow, w)));
        return lines;
    }

    private List<String> explanation(Line uplink) {
        String place = uplink.place().isEmpty() ? "" : page.say("explained.place", page.say("place." + uplink.place()));
        String held = uplink.heldUntil()
                .map(until -> page.say("explained.held", page.clock(until, view.now())))
                .orElse("");
        String label = page.say("explained", uplink.name(), page.say("state." + uplink.state()));
        return page.wrapped(
                label,
                StatusTable.colour(uplink.state(), page.colours()),
                ": " + page.said(uplink.reason()) + place + held,
                INDENT);
    }

    private List<String> labelled(String key, UnaryOperator<String> paint, String english) {
        return page.wrapped(page.say(key), paint, " " + page.said(english), INDENT);
    }

    /** Whether the kernel is as wanted, by which config, and who is still to be told. */
    List<String> state() {
        Colours colours = page.colours();
        List<String> lines = new ArrayList<>();
        lines.add(view.converged() ? colours.green(page.say("converged")) : colours.red(page.say("converged.not")));
        Config config = view.config();
        if (!config.path().isEmpty()) lines.addAll(page.wrapped(config(config), INDENT));
        if (!config.error().isEmpty()) lines.addAll(labelled("config.refused", colours::red, config.error()));
        for (Pending way : view.pending()) lines.addAll(page.wrapped(pending(way), INDENT));
        return lines;
    }

    private String config(Config config) {
        String text = page.say("config", config.path());
        if (!config.sha256().isEmpty()) text += page.say("config.sha256", shortened(config.sha256()));
        if (!config.commit().isEmpty()) text += page.say("config.commit", shortened(config.commit()));
        return text;
    }

    private String pending(Pending way) {
        String text =
                way.count() == 0 ? page.say("pending.none", way.way()) : page.say("pending", way.way(), way.count());
        if (way.oldest().isPresent() && way.count() > 0)
            text += page.say(
                    "pending.oldest", page.age(Duration.between(way.oldest().get(), view.now())));
        return way.error().isEmpty() ? text : text + page.say("pending.error", page.said(way.error()));
    }

    /**
     * The last events.
     *
     * @param most how many
     * @param whole whether all of their text is wanted, on as many lines as it takes, and not only what fits on one
     */
    List<String> events(int most, boolean whole) {
        List<Event> told = view.events().stream().filter(StatusNotes::isNews).toList();
        List<String> lines = new ArrayList<>();
        List<Event> last = told.subList(Math.max(0, told.size() - most), told.size());
        boolean today = last.stream().allMatch(e -> page.isToday(e.at(), view.now()));
        for (Event event : last) {
            String time = page.clock(event.at(), today);
            String text = page.said(event.text()).replaceAll("\\R", " ");
            String shown = whole ? text : page.clipped(text, page.width() - time.length() - 1);
            lines.addAll(page.wrapped(time, page.colours()::faint, " " + shown, time.length() + 1));
        }
        return lines;
    }

    private static boolean isNews(Event event) {
        return !(event instanceof Event.Reconciled reconciled && TOLD_ANYWAY.contains(reconciled.trigger()));
    }

    private static String shortened(String id) {
        return id.length() <= SHORT_HASH ? id : id.substring(0, SHORT_HASH);
    }
}
