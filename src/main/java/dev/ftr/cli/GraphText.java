package dev.ftr.cli;

import dev.ftr.history.Availability;
import dev.ftr.history.Graph;
import dev.ftr.history.Span;

/** What is written into the picture of a report. */
record GraphText(Sheet sheet, String host) {
    Graph.Frame frame(Span span) {
        Graph.Labels labels = new Graph.Labels(
                sheet.say(
                        "graph.title",
                        host,
                        sheet.minute(span.from()),
                        sheet.minute(span.to()),
                        sheet.length(span.length())),
                sheet.say("graph.rtt"),
                sheet.say("graph.jitter"),
                sheet.say("graph.peak"),
                sheet.say("graph.loss"),
                sheet.say("graph.outage"));
        return new Graph.Frame(span, sheet.zone(), sheet.texts().language().locale(), labels);
    }

    Graph.Panel panel(String uplink, Availability fared) {
        String title = fared.percent().isEmpty()
                ? uplink
                : sheet.say(
                        "graph.panel",
                        uplink,
                        sheet.available(fared.percent().getAsDouble()),
                        fared.outages().size());
        return new Graph.Panel(uplink, title, fared.outages());
    }
}
