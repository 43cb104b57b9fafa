package dev.ftr.desired;

import dev.ftr.config.Choice;
import dev.ftr.health.Health;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.List;
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
                .toList();
        return switch (choice) {
            case Choice.First first -> among(listed, 1, health);
            case Choice.Balance balance -> among(listed, listed.size(), health);
            case Choice.WhileCarrying one -> {
                List<Attachment> usable = matching(listed, Attachment::usable);
                boolean carries = selection.healthy() && selection.members().containsAll(usable);
                yield new Resolution(
                        carries ? usable : List.of(), selection.healthy(), usable, "clients that were on it lately");
            }
        };
    }

    private static Resolution among(List<Attachment> listed, int most, Health health) {
        List<Attachment> usable = matching(listed, Attachment::usable);
        List<Attachment> best = matching(usable, a -> Selection.isGood(a, health));
        if (best.isEmpty()) best = matching(usable, a -> state(a, health) == UplinkState.DEGRADED);
        boolean probed = !best.isEmpty() || usable.stream().noneMatch(a -> state(a, health) == UplinkState.UNKNOWN);
        if (best.isEmpty()) best = matching(usable, a -> state(a, health) == UplinkState.UNKNOWN);
        List<Attachment> keep = matching(usable, a -> state(a, health) != UplinkState.DOWN);
        List<Attachment> members = best.stream().limit(most).toList();
        return new Resolution(members, probed, keep, reason(passedOver(listed, members, most), members, health));
    }

    /** Those of the list that would be members if they worked. */
    private static List<Attachment> passedOver(List<Attachment> listed, List<Attachment> members, int most) {
        Predicate<Attachment> isOut = a -> !members.contains(a);
        return most == 1
                ? listed.stream().takeWhile(isOut).toList()
                : listed.stream().filter(isOut).toList();
    }

    private static String reason(List<Attachment> passedOver, List<Attachment> members, Health health) {
        if (passedOver.isEmpty())
            return "policies that want "
                    + members.stream().map(a -> a.uplink().name()).collect(Collectors.joining(", "));
        return passedOver.stream()
                .map(a -> "uplink %s is %s".formatted(a.uplink().name(), Selection.condition(a, health)))
                .collect(Collectors.joining(", "));
    }

    private static List<Attachment> matching(List<Attachment> listed, Predicate<Attachment> condition) {
        return listed.stream().filter(condition).toList();
    }

    private static UplinkState state(Attachment attachment, Health health) {
        UplinkId id = attachment.uplink().id();
        return health.state(id);
    }
}
