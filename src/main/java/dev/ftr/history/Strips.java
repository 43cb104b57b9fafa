package dev.ftr.history;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TimeZone;
import org.rrd4j.ConsolFun;
import org.rrd4j.graph.ElementsNames;
import org.rrd4j.graph.RrdGraph;
import org.rrd4j.graph.RrdGraphConstants;
import org.rrd4j.graph.RrdGraphDef;

/** The two strips of a panel, one below the other on the same axis of time. */
record Strips(Path samples, Graph.Panel panel, Graph.Frame frame) {
    private static final int WIDTH = 820;
    private static final int TALL = 150;
    private static final int LOW = 60;
    private static final Color CLEAR = new Color(0, 0, 0, 0);
    private static final Color LINE = new Color(0x1F5FA8);
    private static final Color BAND = new Color(0xB9D3F0);
    private static final Color PEAK = new Color(0x9A, 0x9A, 0x9A, 0xB0);
    private static final Color LOSS = new Color(0xD9822B);
    private static final Color OUTAGE = new Color(0xD0, 0x30, 0x30, 0x50);
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
        strip.area("below", CLEAR);
        strip.stack("around", BAND, frame.labels().jitter());
        strip.line("peak", PEAK, frame.labels().peak(), 1);
        strip.line("rtt", LINE, frame.labels().rtt(), 1.5f);
        outages(strip, true);
        return drawn(strip);
    }

    /** Of the lost packets, from 0 to 100 %. */
    byte[] losses() throws IOException {
        RrdGraphDef strip = strip(LOW, frame.labels().loss());
        strip.setMaxValue(100);
        strip.setRigid(true);
        strip.setValueAxis(50, 1);
        source(strip, "loss", SampleFile.LOSS, ConsolFun.AVERAGE);
        strip.area("loss", LOSS, frame.labels().loss());
        outages(strip, false);
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
        return strip;
    }

    private void source(RrdGraphDef strip, String name, String source, ConsolFun of) {
        strip.datasource(name, samples.toUri(), source, of, SampleFile.BACKEND);
    }

    private void outages(RrdGraphDef strip, boolean legend) {
        boolean named = !legend;
        for (Outage outage : panel.outages()) {
            if (!outage.span().touches(frame.span())) continue;
            long from = Span.later(outage.span().from(), frame.span().from()).getEpochSecond();
            long to = Span.earlier(outage.span().to(), frame.span().to()).getEpochSecond();
            if (named) strip.vspan(from, to, OUTAGE);
            else strip.vspan(from, to, OUTAGE, frame.labels().outage());
            named = true;
        }
    }

    private static byte[] drawn(RrdGraphDef strip) throws IOException {
        return new RrdGraph(strip).getRrdGraphInfo().getBytes();
    }
}
