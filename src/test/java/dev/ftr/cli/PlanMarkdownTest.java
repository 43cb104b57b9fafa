package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Family;
import dev.ftr.model.Language;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.text.Sentences;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A plan as a comment on a pull request. */
class PlanMarkdownTest {
    @Test
    void nothingToChangeIsSaidInTheHeading() {
        String page = page(new Plan(List.of(), List.of()));
        assertTrue(page.startsWith("### ftr plan: nothing to change\n"), page);
        assertFalse(page.contains("```"), page);
    }

    @Test
    void countsWarningsDeletionsAndCommandsAreThere() {
        String page = page(new Plan(
                List.of(
                        new Step(new Change.AddRule(rule(1)), "missing"),
                        new Step(new Change.DeleteRule(rule(2)), "not one of ours")),
                List.of("beware")));
        assertTrue(page.startsWith("### ftr plan: 1 to create, 0 to replace, 1 to delete\n"), page);
        assertTrue(page.contains("#### Warnings (1)\n\n```\n- beware\n```\n"), page);
        assertTrue(page.contains(
                "#### What is deleted (1)\n\n```diff\n- rule 2: from all lookup 7   # not one of ours\n"));
        assertTrue(page.contains("```diff\n+ rule 1: from all lookup 7   # missing\n"), page);
        assertTrue(page.contains("ip -4 rule add pref 1 from all lookup 7 protocol 157\n"), page);
        assertTrue(page.contains("- Health: `eth1 up`\n"), page);
    }

    @Test
    void whatOthersWroteStaysCode() {
        String hostile = "@team #12 | <script> </details> ```\n~~~ ![x](http://example.com) \u202eabc ````";
        String page = page(new Plan(List.of(new Step(new Change.AddRule(rule(1)), hostile)), List.of(hostile)));
        String outside = outsideOfCode(page);
        for (String word : List.of("@", "script", "http", "#12", "~~~", "\u202e"))
            assertFalse(outside.contains(word), outside);
        assertEquals(1, outside.split("</details>", -1).length - 1, outside);
        assertFalse(page.contains("\u202e"));
    }

    @Test
    void fitsIntoACommentWhateverIsInIt() {
        List<Step> steps = IntStream.range(0, 5000)
                .mapToObj(i -> new Step(
                        i % 2 == 0 ? new Change.AddRule(rule(i)) : new Change.DeleteRule(rule(i)), "`".repeat(3000)))
                .toList();
        String page = page(new Plan(steps, Collections.nCopies(500, "`".repeat(2000) + " @x")));
        assertTrue(page.length() <= 65_536, () -> "length " + page.length());
        assertTrue(page.contains("more lines are left out here."));
        assertEquals(page, page(new Plan(steps, Collections.nCopies(500, "`".repeat(2000) + " @x"))));
    }

    /** As CommonMark reads it: a fence ends with one that is at least as long. */
    private static String outsideOfCode(String page) {
        StringBuilder outside = new StringBuilder();
        String fence = "";
        for (String line : page.lines().toList()) {
            String ticks = line.replaceFirst("[^`].*", "");
            if (fence.isEmpty() && ticks.length() >= 3) fence = ticks;
            else if (!fence.isEmpty() && line.equals(ticks) && ticks.length() >= fence.length()) fence = "";
            else if (fence.isEmpty())
                outside.append(line.replaceAll("`[^`]*`", "")).append('\n');
        }
        assertEquals("", fence);
        return outside.toString();
    }

    private static String page(Plan plan) {
        MadePlan made = new MadePlan(
                plan,
                "router",
                Optional.empty(),
                Path.of("ftr.yaml"),
                () -> "0".repeat(64),
                new TreeMap<>(Map.of("eth1", UplinkState.UP)),
                List.of());
        return new PlanMarkdown(made, Sentences.in(Language.ENGLISH)).text();
    }

    private static PolicyRule rule(int priority) {
        return new PolicyRule(
                Family.IPV4,
                new RulePriority(priority),
                new RuleSelector.All(),
                new RuleAction.Lookup(new TableId(7)),
                157);
    }
}
