package dev.ftr.cli;

import dev.ftr.kernel.ChangeText;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.text.Sentences;
import java.io.PrintWriter;
import java.util.List;

/** A plan for people: a line for each change, what was and what will be, and why. */
final class PlanText {
    private final PrintWriter out;
    private final Colours colours;

    private final Sentences sentences;

    PlanText(PrintWriter out, Colours colours, Sentences sentences) {
        this.out = out;
        this.colours = colours;
        this.sentences = sentences;
    }

    void write(Plan plan) {
        write(plan, List.of());
    }

    /** @param shifts what it means for new connections, a line each */
    void write(Plan plan, List<String> shifts) {
        steps(plan.steps());
        shifts.forEach(this::say);
        for (String warning : plan.warnings()) warn(warning);
        if (plan.isEmpty()) say("Nothing to change: the kernel is as the config wants it.");
        else
            say("Plan: %d to create, %d to replace, %d to delete."
                    .formatted(plan.count(Action.CREATE), plan.count(Action.REPLACE), plan.count(Action.DELETE)));
    }

    private void warn(String warning) {
        String said = sentences.translate("warning: " + warning);
        int words = said.indexOf(": ") + 2;
        out.println(colours.yellow(said.substring(0, words)) + said.substring(words));
    }

    private void say(String english) {
        out.println(sentences.translate(english));
    }

    void steps(List<Step> steps) {
        for (Step step : steps) write(step);
        if (!steps.isEmpty()) out.println();
    }

    private void write(Step step) {
        ChangeText text = ChangeText.of(step.change());
        String reason = step.reason().isEmpty() ? "" : colours.faint("   # " + sentences.translate(step.reason()));
        String title = text.title();
        switch (step.change().action()) {
            case CREATE -> out.println(colours.green("+ " + title) + shown(text) + reason);
            case DELETE -> out.println(colours.red("- " + title) + shown(text) + reason);
            case REPLACE -> {
                if (text.kind().equals("sysctl")) {
                    String before = text.before().orElse(sentences.translate("unset"));
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
    static String shown(ChangeText text) {
        if (text.kind().equals("jump") || text.kind().equals("chain")) return "";
        return text.after().or(text::before).map(t -> ": " + t).orElse("");
    }
}
