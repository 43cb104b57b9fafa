package dev.ftr.cli;

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

/** The demo line by line: events, and each plan as a whole. */
record DemoLines(PrintWriter out, Colours colours, Sentences sentences) implements DemoStage {
    @Override
    public void plan(Plan plan, Instant at) {
        out.println();
        new PlanText(out, colours, sentences).write(plan);
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.Reconciled) return;
        out.printf("%s %s%n", colours.faint(clock(event.at())), sentences.translate(event.text()));
    }

    @Override
    public void status(Status status) {
        // It says no more than the events.
    }

    @Override
    public void fault(Uplink uplink, Optional<Fault> fault, Instant at) {
        // The daemon finds out, and tells.
    }

    private static String clock(Instant at) {
        Duration elapsed = Duration.between(Instant.EPOCH, at);
        return "%02d:%02d:%02d".formatted(elapsed.toHours(), elapsed.toMinutesPart(), elapsed.toSecondsPart());
    }
}
