package dev.ftr.desired;

import dev.ftr.config.Choice;
import dev.ftr.health.Health;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a choice comes to at the moment.
 *
 * @param members who carries its connections; empty: nobody
 * @param probed whether the verdicts that it rests on are in
 * @param keep those of its uplinks that may go on carrying its connections until they are
 */
record Resolution(List<Attachment> members, boolean probed, List<Attachment> keep, String reason) {

    static Resolution of(Choice choice, List<Attachment> attachments, Selection selection, Health health) {
        List<Attachment> listed = Choices.uplinks(choice).stream()
                .flatMap(id -> attachments.stream().filter(a -> a.uplink().id().equals(id)))
                .filter(Attachment::usable)
                .toList();
        return switch (choice) {
            case Choice.First first -> among(listed, 1, health, "nothing else that these policies want is up");
            case Choice.Balance balance ->
                among(listed, listed.size(), health, "nothing that these policies want is up");
            case Choice.WhileCarrying one -> {
                boolean carries = selection.healthy() && selection.members().containsAll(listed);
                yield new Resolution(
                        carries ? listed : List.of(), selection.healthy(), listed, "clients that were on it lately");
            }
        };
    }

    private static Resolution among(List<Attachment> listed, int most, Health health, String nothing) {
        List<Attachment> best = matching(listed, a -> Selection.isGood(a, health));
        if (best.isEmpty()) best = matching(listed, a -> state(a, health) == UplinkState.DEGRADED);
        boolean probed = !best.isEmpty() || listed.stream().noneMatch(a -> state(a, health) == UplinkState.UNKNOWN);
        if (best.isEmpty()) best = matching(listed, a -> state(a, health) == UplinkState.UNKNOWN);
        List<Attachment> keep = matching(listed, a -> state(a, health) != UplinkState.DOWN);
        List<Attachment> members = best.stream().limit(most).toList();
        return new Resolution(members, probed, keep, members.isEmpty() ? nothing : reason(listed, members, health));
    }

    private static String reason(List<Attachment> listed, List<Attachment> members, Health health) {
        Optional<Attachment> passedOver =
                listed.stream().filter(a -> !members.contains(a)).findFirst();
        String names = members.stream().map(a -> a.uplink().name()).collect(Collectors.joining(", "));
        return passedOver
                .filter(a -> !Selection.isGood(a, health))
                .map(a -> "policies: uplink %s is %s".formatted(a.uplink().name(), state(a, health)))
                .orElse("policies that want " + names);
    }

    private static List<Attachment> matching(List<Attachment> listed, Predicate<Attachment> condition) {
        return listed.stream().filter(condition).toList();
    }

    private static UplinkState state(Attachment attachment, Health health) {
        UplinkId id = attachment.uplink().id();
        return health.state(id);
    }
}
