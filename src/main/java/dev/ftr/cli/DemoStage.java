package dev.ftr.cli;

import dev.ftr.config.Uplink;
import dev.ftr.daemon.Status;
import dev.ftr.demo.Fault;
import dev.ftr.notify.Event;
import dev.ftr.plan.Plan;
import java.time.Instant;
import java.util.Optional;

/** Where the demo is seen. It is told from several threads. */
interface DemoStage {
    /** A plan that is about to be applied. */
    void plan(Plan plan, Instant at);

    void event(Event event);

    void status(Status status);

    /** Something has become wrong with an uplink, or is so no more; the daemon does not know yet. */
    void fault(Uplink uplink, Optional<Fault> fault, Instant at);
}
