package dev.ftr.cli;

import dev.ftr.kernel.ChangeText;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.io.PrintWriter;
import java.util.List;

/** A plan for people: a line for each change, what was and what will be, and why. */
final class PlanText {
    private final PrintWriter out;
    private final Colours colours;

    PlanText(PrintWriter out, Colours colours) {
        this.out = out;
        this.colours = colours;
    }

    void write(Plan plan) {
        steps(plan.steps());
        for (String warning : plan.warnings()) out.println(colours.yellow("warning: ") + warning);
        if (plan.isEmpty()) out.println("Nothing to change: the kernel is as the config wants it.");
        else
            out.println("Plan: %d to create, %d to replace, %d to delete."
                    .formatted(plan.count(Action.CREATE), plan.count(Action.REPLACE), plan.count(Action.DELETE)));
    }

    void steps(List<Step> steps) {
        for (Step step : steps) write(step);
        if (!steps.isEmpty()) out.println();
    }

    private void write(Step step) {
        ChangeText text = ChangeText.of(step.change());
        String reason = step.reason().isEmpty() ? "" : colours.faint("   # " + step.reason());
        String title = text.title();
        switch (step.change().action()) {
            case CREATE -> out.println(colours.green("+ " + title) + shown(text) + reason);
            case DELETE -> out.println(colours.red("- " + title) + shown(text) + reason);
            case REPLACE -> {
                if (text.kind().equals("sysctl")) {
                    String before = text.before().orElse("unset");
                    out.println(colours.yellow("~ " + title)
                            + ": %s -> %s".formatted(before, text.after().orElse(""))
                            + reason);
                    return;
                }
                out.println(colours.yellow("~ " + title) + reason);
                text.before().ifPresent(before -> out.println("    " + colours.red("- " + before)));
                text.after().ifPresent(after -> out.println("    " + colours.green("+ " + after)));
            }
        }
    }

    /** What a created or deleted object is, unless its name says it all. */
    private static String shown(ChangeText text) {
        if (text.kind().equals("jump") || text.kind().equals("chain")) return "";
        return text.after().or(text::before).map(t -> ": " + t).orElse("");
    }
}
