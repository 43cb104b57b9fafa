package dev.ftr.cli;

import dev.ftr.daemon.Reconciler.Outcome;

/** What apply and teardown did, and how it ended. */
final class OutcomeText {
    private final FtrCommand ftr;

    OutcomeText(FtrCommand ftr) {
        this.ftr = ftr;
    }

    /** Writes it and gives the exit code. */
    int write(Outcome outcome) {
        PlanText text = new PlanText(ftr.out(), Colours.ofTerminal(), ftr.sentences());
        text.steps(outcome.made());
        int made = outcome.made().size();
        ftr.say(made == 0 ? "Nothing to change." : "%d %s made.".formatted(made, made == 1 ? "change" : "changes"));
        outcome.warnings().stream()
                .filter(w -> !outcome.problems().contains(w))
                .forEach(w -> ftr.err().println("warning: " + w));
        outcome.problems().forEach(p -> ftr.err().println("error: " + p));
        return outcome.converged() ? Exit.OK : Exit.FAILED;
    }
}
