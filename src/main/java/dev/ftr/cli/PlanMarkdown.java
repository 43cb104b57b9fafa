package dev.ftr.cli;

import dev.ftr.kernel.ChangeText;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.text.Sentences;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan as a comment on a pull request: what it means for the traffic, warnings, what goes, all changes in their order with
 * the reasons, and the commands folded away. Shorter than the 65,536 characters that GitHub takes, whatever is in the plan;
 * what is left out is counted.
 */
record PlanMarkdown(MadePlan made, Sentences sentences) {
    /** In characters; with what stands around them, they stay far enough below the bound. */
    private static final int ROOM_FOR_WARNINGS = 10_000;

    private static final int ROOM_FOR_TRAFFIC = 5_000;
    private static final int ROOM_FOR_DELETIONS = 5_000;
    private static final int ROOM_FOR_CHANGES = 22_000;
    private static final int ROOM_FOR_COMMANDS = 14_000;
    private static final int WIDTH = 100;

    String text() {
        MarkdownPage page = new MarkdownPage();
        Plan plan = made.plan();
        page.heading(3, said(title(plan)));
        origin(page);
        if (!made.shifts().isEmpty()) {
            page.heading(4, said("What it means for traffic"));
            block(page, "", made.shifts().stream().map(sentences::translate).toList(), ROOM_FOR_TRAFFIC);
        }
        warnings(page, plan.warnings());
        deletions(page, plan);
        changes(page, plan);
        commands(page, plan);
        return page.toString().stripTrailing();
    }

    private static String title(Plan plan) {
        return plan.isEmpty()
                ? "ftr plan: nothing to change"
                : "ftr plan: %d to create, %d to replace, %d to delete"
                        .formatted(plan.count(Action.CREATE), plan.count(Action.REPLACE), plan.count(Action.DELETE));
    }

    private void origin(MarkdownPage page) {
        if (!made.host().isEmpty()) item(page, "Router", MarkdownPage.code(made.host()));
        item(
                page,
                "Config",
                "%s, sha256 %s"
                        .formatted(
                                MarkdownPage.code(made.config().toString()),
                                MarkdownPage.code(made.sha256().substring(0, 12))));
        made.snapshotOf().ifPresent(at -> item(page, "Snapshot", MarkdownPage.code(at)));
        String health = made.health().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        item(page, "Health", MarkdownPage.code(health.isEmpty() ? said("unknown") : health));
    }

    private void item(MarkdownPage page, String name, String value) {
        page.say("- %s: %s".formatted(said(name), value));
    }

    private void warnings(MarkdownPage page, List<String> warnings) {
        if (warnings.isEmpty()) return;
        page.heading(4, said("Warnings (%d)".formatted(warnings.size())));
        List<String> wrapped = new ArrayList<>();
        for (String warning : warnings) wrapped.addAll(wrap(MarkdownPage.tame(sentences.translate(warning))));
        block(page, "", wrapped, ROOM_FOR_WARNINGS);
    }

    private void deletions(MarkdownPage page, Plan plan) {
        List<Step> deletions = plan.steps().stream()
                .filter(s -> s.change().action() == Action.DELETE)
                .toList();
        if (deletions.isEmpty()) return;
        page.heading(4, said("What is deleted (%d)".formatted(deletions.size())));
        block(page, "diff", deletions.stream().map(this::line).toList(), ROOM_FOR_DELETIONS);
    }

    private void changes(MarkdownPage page, Plan plan) {
        Map<Phase, List<Step>> phases = new EnumMap<>(Phase.class);
        plan.steps().stream()
                .filter(step -> step.change().action() != Action.DELETE)
                .forEach(step -> phases.computeIfAbsent(step.phase(), p -> new ArrayList<>())
                        .add(step));
        int room = ROOM_FOR_CHANGES;
        for (Map.Entry<Phase, List<Step>> phase : phases.entrySet()) {
            page.heading(4, said(name(phase.getKey())));
            List<String> lines = new ArrayList<>();
            phase.getValue().forEach(step -> lines.addAll(lines(step)));
            block(page, "diff", lines, room);
            room -= lines.stream()
                    .mapToInt(line -> MarkdownPage.tame(line).length() + 1)
                    .sum();
        }
    }

    private void commands(MarkdownPage page, Plan plan) {
        if (plan.isEmpty()) return;
        page.say("\n<details><summary>%s</summary>\n".formatted(said("Commands")));
        List<String> commands = plan.steps().stream()
                .map(step -> ChangeText.of(step.change()).command().stream()
                        .map(PlanMarkdown::quoted)
                        .collect(Collectors.joining(" ")))
                .toList();
        block(page, "sh", commands, ROOM_FOR_COMMANDS);
        page.say("\n</details>");
    }

    private void block(MarkdownPage page, String language, List<String> lines, int room) {
        int left = page.code(language, lines, room);
        if (left > 0) page.say("\n" + said("%d more lines are left out here.".formatted(left)));
    }

    private static String name(Phase phase) {
        return switch (phase) {
            case SYSCTLS -> "Kernel parameters";
            case GIVEN_UP -> "Tables that change hands, first half";
            case ROUTES -> "Routes";
            case RULES -> "Routing rules";
            case OLD_CHOICE -> "Rule for the old choice of uplinks";
            case CHAINS -> "Firewall";
            case STALE_CONNECTIONS -> "Connections with a mark that changes its meaning";
            case TAKEN_OVER -> "Tables that change hands, second half";
            case OLD_CHAINS -> "Old chains";
            case OLD_RULES -> "Old routing rules";
            case OLD_ROUTES -> "Old routes";
            case CONNECTIONS -> "Connections of uplinks that are left";
        };
    }

    private List<String> lines(Step step) {
        ChangeText text = ChangeText.of(step.change());
        if (step.change().action() != Action.REPLACE || text.kind().equals("sysctl")) return List.of(line(step));
        List<String> lines = new ArrayList<>(List.of(line(step)));
        text.before().ifPresent(before -> lines.add("-     " + before));
        text.after().ifPresent(after -> lines.add("+     " + after));
        return lines;
    }

    private String line(Step step) {
        ChangeText text = ChangeText.of(step.change());
        String reason = step.reason().isEmpty() ? "" : "   # " + sentences.translate(step.reason());
        return switch (step.change().action()) {
            case CREATE -> "+ " + text.title() + PlanText.shown(text) + reason;
            case DELETE -> "- " + text.title() + PlanText.shown(text) + reason;
            case REPLACE -> "! " + text.title() + (text.kind().equals("sysctl") ? sysctl(text) : "") + reason;
        };
    }

    private String sysctl(ChangeText text) {
        return ": %s -> %s"
                .formatted(text.before().orElse(said("unset")), text.after().orElse(""));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./!-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Code is not wrapped where it is shown. */
    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("- ");
        for (String word : text.split(" ", -1)) {
            if (line.length() > 2 && line.length() + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder("  ");
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    private String said(String english) {
        return sentences.translate(english);
    }
}
