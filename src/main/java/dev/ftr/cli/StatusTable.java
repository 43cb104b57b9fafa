package dev.ftr.cli;

import dev.ftr.cli.StatusView.Before;
import dev.ftr.cli.StatusView.Line;
import dev.ftr.model.Order;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The uplinks as a table: what fits on the page, the most important first. */
final class StatusTable {
    private static final String GAP = "  ";
    private static final int SHORT_NAME = 8;
    private static final int LONG_NAME = 24;
    private static final int DESCRIPTION = 30;
    private static final int FEWEST = 3;

    private final Page page;
    private final StatusView view;

    private StatusTable(Page page, StatusView view) {
        this.page = page;
        this.view = view;
    }

    /** A line for the titles, and one for each uplink. */
    static List<String> lines(StatusView view, Page page) {
        return new StatusTable(page, view).lines();
    }

    /** A state in its colour. */
    static UnaryOperator<String> colour(UplinkState state, Colours colours) {
        return switch (state) {
            case UP -> colours::green;
            case DEGRADED -> colours::yellow;
            case DOWN -> colours::red;
            case UNKNOWN -> colours::faint;
        };
    }

    private List<String> lines() {
        List<Column> columns = chosen();
        List<String> lines = new ArrayList<>();
        lines.add(page.colours()
                .faint(columns.stream()
                        .map(Column::heading)
                        .collect(Collectors.joining(GAP))
                        .stripTrailing()));
        for (int i = 0; i < view.uplinks().size(); i++) {
            StringBuilder line = new StringBuilder();
            for (Column column : columns) {
                boolean last = column.equals(columns.getLast()) && !column.right;
                Cell cell = column.cells.get(i);
                String painted = cell.paint.apply(cell.text);
                String space = " ".repeat(last ? 0 : column.width - Page.length(cell.text));
                line.append(line.isEmpty() ? "" : GAP).append(column.right ? space + painted : painted + space);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** Essential are all but gateway, description and jitter; of a page too narrow even for those, the last ones fall off. */
    private List<Column> chosen() {
        Column name = column(0, "name", false, u -> plain(page.clipped(u.name(), LONG_NAME)));
        Column shortName = column(0, "name", false, u -> plain(page.clipped(u.name(), SHORT_NAME)));
        List<Column> columns = new ArrayList<>(List.of(
                shortName,
                column(2, "state", false, this::state),
                column(3, "routing", false, this::routing),
                column(4, "loss", true, this::loss),
                column(5, "rtt", true, u -> roundTrip(u.roundTrip())),
                column(7, "since", false, u -> plain(u.since().map(this::age).orElse("-"))),
                column(8, "address", false, u -> plain(orDash(u.address())))));
        if (!addIfFits(columns, column(10, "before", false, u -> before(u.before(), true))))
            addIfFits(columns, column(10, "before", false, u -> before(u.before(), false)));
        while (columns.size() > FEWEST && total(columns) > page.width()) columns.removeLast();
        int room = page.width() - total(columns) + shortName.width;
        columns.set(0, column(0, "name", false, u -> plain(page.clipped(u.name(), Math.min(room, LONG_NAME)))));
        Column description = column(
                1, "description", false, u -> plain(page.clipped(page.glyphs().prose(u.description()), DESCRIPTION)));
        // In this order, so that what is worth more does not come and go with the width of the others.
        List<Column> roomy = name.width > room
                ? List.of()
                : Stream.of(
                                description,
                                column(9, "gateway", false, u -> plain(orDash(u.gateway()))),
                                column(6, "jitter", true, u -> roundTrip(u.jitter())))
                        .filter(c -> !c.isBlank())
                        .toList();
        for (Column more : roomy) if (!addIfFits(columns, more)) break;
        columns.sort(Order.by(Column::place));
        return columns;
    }

    private boolean addIfFits(List<Column> columns, Column more) {
        boolean fits = total(columns) + GAP.length() + more.width <= page.width();
        if (fits) columns.add(more);
        return fits;
    }

    private static int total(List<Column> columns) {
        return columns.stream().mapToInt(Column::width).sum() + GAP.length() * (columns.size() - 1);
    }

    private Column column(int place, String title, boolean right, Function<Line, Cell> cell) {
        return new Column(
                place,
                page.say("column." + title),
                right,
                view.uplinks().stream().map(cell).toList());
    }

    private Cell state(Line uplink) {
        return new Cell(stateName(uplink.state()), colour(uplink.state(), page.colours()));
    }

    private String stateName(UplinkState state) {
        return page.say("state." + state);
    }

    private Cell routing(Line uplink) {
        if (uplink.share().isPresent())
            return plain(page.say("routing.yes", page.percent(uplink.share().getAsInt())));
        if (!uplink.standby()) return faint(page.say("routing.never"));
        boolean works = uplink.state() == UplinkState.UP || uplink.state() == UplinkState.DEGRADED;
        return faint(page.say(works ? "routing.standby" : "routing.no"));
    }

    private Cell loss(Line uplink) {
        String text = page.percent(uplink.loss());
        return uplink.loss() == 0 ? plain(text) : new Cell(text, colour(uplink.state(), page.colours()));
    }

    private Cell roundTrip(OptionalDouble millis) {
        return plain(millis.isPresent() ? page.millis(millis.getAsDouble()) : "-");
    }

    private Cell before(Optional<Before> before, boolean withTime) {
        if (before.isEmpty()) return faint("-");
        String state = stateName(before.get().state());
        Optional<Duration> lasted = before.get().lasted().filter(l -> withTime);
        return faint(lasted.isPresent() ? page.say("before.for", state, page.age(lasted.get())) : state);
    }

    private String age(Instant since) {
        return page.age(Duration.between(since, view.now()));
    }

    private Cell faint(String text) {
        return new Cell(text, page.colours()::faint);
    }

    private static Cell plain(String text) {
        return new Cell(text, UnaryOperator.identity());
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private record Cell(String text, UnaryOperator<String> paint) {}

    private record Column(int place, String title, boolean right, List<Cell> cells, int width) {
        Column(int place, String title, boolean right, List<Cell> cells) {
            this(
                    place,
                    title,
                    right,
                    cells,
                    cells.stream().mapToInt(c -> Page.length(c.text)).reduce(Page.length(title), Math::max));
        }

        /** Whether it says nothing of any uplink. */
        boolean isBlank() {
            return cells.stream().allMatch(c -> c.text.isBlank() || c.text.equals("-"));
        }

        String heading() {
            String space = " ".repeat(width - Page.length(title));
            return right ? space + title : title + space;
        }
    }
}
