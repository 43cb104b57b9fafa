package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Status;
import dev.ftr.demo.Fault;
import dev.ftr.notify.Event;
import dev.ftr.plan.Plan;
import dev.ftr.text.Sentences;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The demo line by line: faults, events and what they mean, and each plan as a whole. */
final class DemoLines implements DemoStage {
    private final PrintWriter out;
    private final Colours colours;
    private final Sentences sentences;
    private final Narration narration;

    DemoLines(RouterConfig config, PrintWriter out, Page page) {
        this.out = out;
        this.colours = page.colours();
        this.sentences = page.sentences();
        this.narration = new Narration(config, page, told -> line(told.at(), told.text()));
    }

    @Override
    public void plan(Plan plan, Instant at) {
        out.println();
        new PlanText(out, colours, sentences).write(plan);
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.Reconciled) return;
        line(event.at(), sentences.translate(event.text()));
        narration.event(event);
    }

    private void line(Instant at, String text) {
        out.printf("%s %s%n", colours.faint(clock(at)), text);
    }

    @Override
    public void status(Status status) {
        // It says no more than the events.
    }

    @Override
    public void fault(Uplink uplink, Optional<Fault> fault, Instant at) {
        narration.fault(uplink, fault, at);
    }

    private static String clock(Instant at) {
        Duration elapsed = Duration.between(Instant.EPOCH, at);
        return "%02d:%02d:%02d".formatted(elapsed.toHours(), elapsed.toMinutesPart(), elapsed.toSecondsPart());
    }
}
