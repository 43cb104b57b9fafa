package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.plan.Change.ChainEdit;
import dev.ftr.scenario.Scenarios;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChainEditsTest {
    private static final ChainId CHAIN = new ChainId(Family.IPV4, FirewallTable.MANGLE, "FTR-PREROUTING");

    @Test
    void anEqualChainNeedsNoEdit() {
        assertEquals(List.of(), edits("abc", "abc"));
    }

    @Test
    void oneChangedRuleIsOneReplacementInItsPlace() {
        assertEquals(List.of(new Change.ReplaceChainRule(CHAIN, 2, rule('b'), rule('x'))), edits("abc", "axc"));
    }

    @Test
    void oneMissingRuleIsOneInsertion() {
        assertEquals(List.of(new Change.InsertChainRule(CHAIN, 2, rule('b'))), edits("ac", "abc"));
    }

    @Test
    void oneStrangerIsOneDeletion() {
        assertEquals(List.of(new Change.DeleteChainRule(CHAIN, 3, rule('x'))), edits("abxc", "abc"));
    }

    @Test
    void ofTwoWaysToKeepTheSameNumberOfRulesTheShorterIsTaken() {
        assertEquals(2, edits("ab", "baa").size());
    }

    @Test
    void positionsHoldAtTheMomentOfTheEdit() {
        assertEquals("xbcd", done("abc", edits("abc", "xbcd")));
        assertEquals("c", done("xaybzc", edits("xaybzc", "c")));
    }

    @Property(seed = Scenarios.SEED, tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void leadsToTheWantedChain(@ForAll("chains") String before, @ForAll("chains") String after) {
        assertEquals(after, done(before, edits(before, after)));
    }

    /** First as many rules as possible keep their counters; then as few edits as possible. */
    @Property(seed = Scenarios.SEED, tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void isMinimal(@ForAll("chains") String before, @ForAll("chains") String after) {
        List<ChainEdit> edits = edits(before, after);
        long rewritten = edits.stream()
                .filter(e -> !(e instanceof Change.InsertChainRule))
                .count();
        Cost cost = new Cost((int) (before.length() - rewritten), edits.size());
        assertEquals(best(before, after, new HashMap<>()), cost, edits::toString);
    }

    @Provide
    Arbitrary<String> chains() {
        return Arbitraries.strings().withChars("abcd").ofMaxLength(6);
    }

    private record Cost(int kept, int edits) {
        private static final Comparator<Cost> ORDER =
                Comparator.comparingInt((Cost c) -> -c.kept).thenComparingInt(Cost::edits);

        Cost and(int moreKept, int moreEdits) {
            return new Cost(kept + moreKept, edits + moreEdits);
        }
    }

    /** By trying everything. */
    private static Cost best(String before, String after, Map<String, Cost> known) {
        if (before.isEmpty() || after.isEmpty()) return new Cost(0, before.length() + after.length());
        String key = before + "/" + after;
        Cost remembered = known.get(key);
        if (remembered != null) return remembered;
        String less = before.substring(1);
        String done = after.substring(1);
        List<Cost> costs = new ArrayList<>();
        costs.add(best(less, after, known).and(0, 1));
        costs.add(best(before, done, known).and(0, 1));
        costs.add(
                before.charAt(0) == after.charAt(0)
                        ? best(less, done, known).and(1, 0)
                        : best(less, done, known).and(0, 1));
        Cost best = costs.stream().min(Cost.ORDER).orElseThrow();
        known.put(key, best);
        return best;
    }

    /** Two thousand rules in any other order would take a table of 32 MB. */
    @Property(seed = Scenarios.SEED, tries = 20, edgeCases = EdgeCasesMode.NONE)
    void longChainsGetThereTooAndKeepWhatStays(@ForAll Random random) {
        List<Integer> letters =
                new ArrayList<>(IntStream.range(0x4e00, 0x4e00 + 2000).boxed().toList());
        String before = text(letters);
        for (int i = 0; i < 500; i++) Collections.swap(letters, random.nextInt(2000), random.nextInt(2000));
        String after = text(letters.subList(random.nextInt(10), 1500 + random.nextInt(500)));
        List<ChainEdit> edits = edits(before, after);
        assertEquals(after, done(before, edits));
        assertTrue(edits.size() < 2000 + 500, () -> edits.size() + " edits");
        String other = "z".repeat(1000);
        assertEquals(other, done(before, edits(before, other)));
        assertEquals(before, done(other, edits(other, before)));
    }

    private static String text(List<Integer> letters) {
        StringBuilder text = new StringBuilder();
        letters.forEach(text::appendCodePoint);
        return text.toString();
    }

    private static String done(String before, List<ChainEdit> edits) {
        List<ChainRule> rules = new ArrayList<>(rules(before));
        for (ChainEdit edit : edits) {
            switch (edit) {
                case Change.InsertChainRule e -> rules.add(e.position() - 1, e.rule());
                case Change.ReplaceChainRule e -> assertEquals(e.before(), rules.set(e.position() - 1, e.after()));
                case Change.DeleteChainRule e -> assertEquals(e.rule(), rules.remove(e.position() - 1));
            }
        }
        StringBuilder text = new StringBuilder();
        for (ChainRule rule : rules) text.append(((ChainRule.Unreadable) rule).text());
        return text.toString();
    }

    private static List<ChainEdit> edits(String before, String after) {
        return ChainEdits.between(CHAIN, rules(before), rules(after));
    }

    private static List<ChainRule> rules(String letters) {
        return letters.chars().<ChainRule>mapToObj(c -> rule((char) c)).toList();
    }

    private static ChainRule rule(char letter) {
        return new ChainRule.Unreadable(String.valueOf(letter));
    }
}
