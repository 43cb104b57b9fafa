package dev.ftr.explain;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.PortRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** Whether somebody's policy rule selects a packet, by the words of {@code ip rule} that are usual. */
final class RuleWords {
    private RuleWords() {}

    static Truth selects(String text, Question question) {
        Deque<String> words = new ArrayDeque<>(List.of(text.strip().split("\\s+")));
        boolean negated = words.element().equals("not");
        if (negated) words.remove();
        List<Truth> parts = new ArrayList<>();
        while (!words.isEmpty()) {
            String option = words.remove();
            if (words.isEmpty()) return Truth.MAYBE;
            parts.add(holds(option, words.remove(), question));
        }
        return Truth.all(parts).negatedIf(negated);
    }

    private static Truth holds(String option, String value, Question question) {
        try {
            return switch (option) {
                case "from" -> {
                    Cidr block = Cidr.parse(value, Family.IPV4);
                    if (block.length() == 0) yield Truth.YES;
                    // A source that is yet to be chosen is none (0.0.0.0).
                    yield Truth.of(question.source().filter(block::contains).isPresent());
                }
                case "to" -> Truth.of(Cidr.parse(value, Family.IPV4).contains(question.destination()));
                case "fwmark" -> Truth.of(RuleText.mark(value).matches(question.mark()));
                case "iif" ->
                    Truth.of(value.equals(question.in().map(d -> d.value()).orElse("lo")));
                case "oif" -> Truth.NO;
                case "ipproto" ->
                    Truth.of(value.equals(question.protocol().toString())
                            || value.equals(Integer.toString(question.protocol().number())));
                case "sport" -> port(value, question.sourcePort());
                case "dport" -> port(value, question.port());
                default -> Truth.MAYBE;
            };
        } catch (IllegalArgumentException e) {
            return Truth.MAYBE;
        }
    }

    private static Truth port(String value, OptionalInt port) {
        return port.isEmpty() ? Truth.MAYBE : Truth.of(PortRange.parse(value).contains(port.getAsInt()));
    }
}
