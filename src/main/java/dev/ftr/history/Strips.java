package dev.ftr.history;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.rrd4j.ConsolFun;
import org.rrd4j.core.FetchData;
import org.rrd4j.core.RrdDb;
import org.rrd4j.graph.ElementsNames;
import org.rrd4j.graph.RrdGraph;
import org.rrd4j.graph.RrdGraphConstants;
import org.rrd4j.graph.RrdGraphDef;

/** The two strips of a panel, one below the other on the same axis of time. */
record Strips(Path samples, Graph.Panel panel, Graph.Frame frame) {
    private static final int WIDTH = 820;
    private static final int TALL = 150;
    private static final int LOW = 60;
    private static final float LINE_WIDTH = 1.5f;
    private static final double ROOM_ABOVE = 1.5;
    private static final int LEAST_PIXELS = 2;
    private static final Color CLEAR = new Color(0, 0, 0, 0);
    private static final Color LINE = new Color(0x1F5FA8);
    private static final Color BAND = new Color(0xB9D3F0);
    private static final Color PEAK = new Color(0xC9C9C9);
    private static final Color LOSS = new Color(0xD9822B);
    private static final Color OUTAGE = new Color(0xD0, 0x30, 0x30, 0x50);
    private static final Color UNWATCHED = new Color(0xF1F1F1);
    private static final Color GRID = new Color(0xE4E4E4);
    private static final Color GRID_STRONG = new Color(0xC8C8C8);

    /** Of the round-trip times: mean, jitter around it, and the longest. */
    byte[] roundTrips() throws IOException {
        RrdGraphDef strip = strip(TALL, frame.labels().rtt());
        strip.setTitle(panel.title());
        source(strip, "rtt", SampleFile.RTT, ConsolFun.AVERAGE);
        source(strip, "jitter", SampleFile.JITTER, ConsolFun.AVERAGE);
        source(strip, "peak", SampleFile.RTT, ConsolFun.MAX);
        strip.datasource("below", "rtt,jitter,-,0,MAX");
        strip.datasource("around", "rtt,jitter,+,below,-");
        // A single late answer must not press all others to the ground: the longest ones may leave the strip.
        highest().ifPresent(most -> strip.setMaxValue(most * ROOM_ABOVE));
        strip.setRigid(true);
        unwatched(strip, frame.labels().unwatched());
        strip.line("rtt", LINE, frame.labels().rtt(), LINE_WIDTH);
        strip.area("below", CLEAR);
        strip.stack("around", BAND, frame.labels().jitter());
        strip.line("peak", PEAK, frame.labels().peak(), 1);
        strip.line("rtt", LINE, LINE_WIDTH); // once more, above all
        outages(strip, frame.labels().outage());
        return drawn(strip);
    }

    /** Of the lost packets, from 0 to 100 %. */
    byte[] losses() throws IOException {
        RrdGraphDef strip = strip(LOW, frame.labels().loss());
        strip.setMaxValue(100);
        strip.setRigid(true);
        strip.setValueAxis(50, 1);
        source(strip, "loss", SampleFile.LOSS, ConsolFun.AVERAGE);
        strip.setNoLegend(true);
        unwatched(strip, "");
        strip.area("loss", LOSS);
        outages(strip, "");
        return drawn(strip);
    }

    private RrdGraphDef strip(int height, String unit) {
        RrdGraphDef strip = new RrdGraphDef(
                frame.span().from().getEpochSecond(), frame.span().to().getEpochSecond());
        strip.setFilename(RrdGraphConstants.IN_MEMORY_IMAGE);
        strip.setImageFormat("PNG");
        strip.setWidth(WIDTH);
        strip.setHeight(height);
        strip.setTimeZone(TimeZone.getTimeZone(frame.zone()));
        strip.setLocale(frame.locale());
        strip.setVerticalLabel(unit);
        strip.setMinValue(0);
        strip.setUnitsExponent(0);
        strip.setUnitsLength(6);
        strip.setShowSignature(false);
        strip.setAntiAliasing(true);
        strip.setTextAntiAliasing(true);
        strip.setColor(ElementsNames.back, Color.WHITE);
        strip.setColor(ElementsNames.canvas, Color.WHITE);
        strip.setColor(ElementsNames.shadea, Color.WHITE);
        strip.setColor(ElementsNames.shadeb, Color.WHITE);
        strip.setColor(ElementsNames.grid, GRID);
        strip.setColor(ElementsNames.mgrid, GRID_STRONG);
        strip.setColor(ElementsNames.arrow, GRID_STRONG);
        return strip;
    }

    private void source(RrdGraphDef strip, String name, String source, ConsolFun of) {
        strip.datasource(name, samples.toUri(), source, of, SampleFile.BACKEND);
    }

    /** The highest mean with its jitter. */
    private OptionalDouble highest() throws IOException {
        try (RrdDb db = SampleFile.openToRead(samples)) {
            FetchData means = db.createFetchRequest(
                            ConsolFun.AVERAGE,
                            frame.span().from().getEpochSecond(),
                            frame.span().to().getEpochSecond())
                    .fetchData();
            double[] rtt = means.getValues(SampleFile.RTT);
            double[] jitter = means.getValues(SampleFile.JITTER);
            return IntStream.range(0, rtt.length)
                    .mapToDouble(i -> Double.isNaN(jitter[i]) ? rtt[i] : rtt[i] + jitter[i])
                    .filter(v -> v > 0)
                    .max();
        }
    }

    /**
     * The grey ground.
     *
     * @param label empty: none
     */
    private void unwatched(RrdGraphDef strip, String label) {
        source(strip, "up", SampleFile.UP, ConsolFun.AVERAGE);
        strip.datasource("unwatched", "up,UN,INF,UNKN,IF");
        if (label.isEmpty()) strip.area("unwatched", UNWATCHED);
        else strip.area("unwatched", UNWATCHED, label);
    }

    /** Even a short one in a long span can be seen. */
    private void outages(RrdGraphDef strip, String label) {
        long least = LEAST_PIXELS * frame.span().length().toSeconds() / WIDTH;
        boolean named = label.isEmpty();
        for (Outage outage : panel.outages()) {
            if (!outage.span().touches(frame.span())) continue;
            long end = Span.earlier(outage.span().to(), frame.span().to()).getEpochSecond();
            long from = Math.min(
                    Span.later(outage.span().from(), frame.span().from()).getEpochSecond(), end - least);
            if (named) strip.vspan(from, end, OUTAGE);
            else strip.vspan(from, end, OUTAGE, label);
            named = true;
        }
    }

    private static byte[] drawn(RrdGraphDef strip) throws IOException {
        return new RrdGraph(strip).getRrdGraphInfo().getBytes();
    }
}
