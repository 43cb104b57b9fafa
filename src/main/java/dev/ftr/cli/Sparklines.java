package dev.ftr.cli;

import dev.ftr.cli.StatusView.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Loss and round-trip time of each uplink over the last minutes, as rows of small bars. */
record Sparklines(LineHistory history, Page page) {
    private static final int NAME = 15;
    private static final int LONGEST = 60;
    private static final int SCALE = 11;
    private static final int GAP = 2;
    private static final double WHOLE = 100;
    private static final double MUCH_LOST = 20;

    /** A title, and a line for each uplink. */
    List<String> lines(StatusView view) {
        int name = Math.min(
                NAME,
                view.uplinks().stream()
                        .mapToInt(u -> Page.length(u.name()))
                        .reduce(Page.length(page.say("column.name")), Math::max));
        int spans = Math.clamp((page.width() - name - 3L * GAP - SCALE) / 2, 1, LONGEST);
        List<String> lines = new ArrayList<>();
        String time = page.age(history.span().multipliedBy(spans));
        lines.add(page.colours()
                .faint(" ".repeat(name + GAP)
                        + Page.padded(page.clipped(page.say("spark.loss", time), spans), spans + GAP)
                        + page.clipped(page.say("spark.rtt", time), spans + GAP + SCALE)));
        for (Line uplink : view.uplinks()) {
            double[] roundTrip = history.roundTrip(uplink.name(), spans);
            double most =
                    Arrays.stream(roundTrip).filter(v -> !Double.isNaN(v)).max().orElse(Double.NaN);
            String scale = Double.isNaN(most) ? "" : page.say("spark.most", page.millis(most));
            lines.add(Page.padded(page.clipped(uplink.name(), name), name + GAP)
                    + lossBars(history.loss(uplink.name(), spans))
                    + " ".repeat(GAP)
                    + bars(roundTrip, ceiling(roundTrip))
                    + " ".repeat(GAP)
                    + page.colours().faint(scale));
        }
        return lines;
    }

    /** Twice what is usual, so that a steady line is a flat one at half the height; or the highest, if that is more. */
    private static double ceiling(double[] values) {
        double[] known =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (known.length == 0) return 1;
        return Math.max(Math.max(2 * known[known.length / 2], known[known.length - 1]), Double.MIN_NORMAL);
    }

    private String bars(double[] values, double ceiling) {
        StringBuilder bars = new StringBuilder();
        for (double value : values) bars.append(bar(value, ceiling));
        return bars.toString();
    }

    private String lossBars(double[] values) {
        StringBuilder bars = new StringBuilder();
        int begin = 0;
        for (int i = 1; i <= values.length; i++) {
            if (i < values.length && gravity(values[i]) == gravity(values[begin])) continue;
            bars.append(colour(gravity(values[begin])).apply(bars(Arrays.copyOfRange(values, begin, i), WHOLE)));
            begin = i;
        }
        return bars.toString();
    }

    private static int gravity(double loss) {
        return loss >= MUCH_LOST ? 2 : loss > 0 ? 1 : 0;
    }

    private UnaryOperator<String> colour(int gravity) {
        Colours colours = page.colours();
        return gravity == 2 ? colours::red : gravity == 1 ? colours::yellow : colours::green;
    }

    private char bar(double value, double ceiling) {
        if (Double.isNaN(value)) return ' ';
        long level = Math.round(value / ceiling * (Glyphs.LEVELS - 1));
        return page.glyphs().bar(Math.clamp(level, 0, Glyphs.LEVELS - 1));
    }
}
