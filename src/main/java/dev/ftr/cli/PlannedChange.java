package dev.ftr.cli;

import dev.ftr.kernel.ChangeText;
import dev.ftr.plan.Plan.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of a plan in the words of its JSON, without the reason, which changes nothing.
 *
 * @param action create, replace or delete
 * @param kind see DESIGN
 */
record PlannedChange(
        String action,
        String kind,
        String family,
        String object,
        Optional<String> before,
        Optional<String> after,
        List<String> command) {
    PlannedChange {
        command = List.copyOf(command);
    }

    static PlannedChange of(Step step) {
        ChangeText text = ChangeText.of(step.change());
        return new PlannedChange(
                step.change().action().name().toLowerCase(Locale.ROOT),
                text.kind(),
                text.family().text(),
                text.object(),
                text.before(),
                text.after(),
                text.command());
    }

    /** Whether it does something to the same object. */
    boolean concernsSame(PlannedChange other) {
        return kind.equals(other.kind) && family.equals(other.family) && object.equals(other.object);
    }

    String name() {
        return kind + " " + object;
    }

    /** As plans show it, on one line. */
    @Override
    public String toString() {
        return switch (action) {
            case "create" -> "+ " + name() + after.map(a -> ": " + a).orElse("");
            case "delete" -> "- " + name() + before.map(b -> ": " + b).orElse("");
            default -> "~ " + name() + ": " + step();
        };
    }

    /** From what to what. */
    String step() {
        return before.orElse("()") + " -> " + after.orElse("()");
    }
}
