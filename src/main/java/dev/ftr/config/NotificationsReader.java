package dev.ftr.config;

import dev.ftr.model.Language;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads who is told of what: {@code language}, {@code notify}, {@code webhooks} and {@code hooks}. */
final class NotificationsReader {
    private NotificationsReader() {}

    /** Of use only where there are no errors. */
    static Notifications read(Setting root) {
        Optional<Setting> notify = root.at("notify");
        Set<Topic> on = topics(notify, Topic.all());
        return new Notifications(
                on,
                Keys.of(notify).durationOrOff("reminder", "1m", "30d"),
                root.at("language").flatMap(Setting::word).flatMap(Language::of).orElse(Language.ENGLISH),
                list(root, "webhooks", new WebhookReader(on)::read),
                list(root, "hooks", new HookReader(on)::read));
    }

    /** What {@code on} of a mapping says. */
    static Set<Topic> topics(Optional<Setting> mapping, Set<Topic> otherwise) {
        Optional<Setting> on = mapping.flatMap(m -> m.at("on"));
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (Setting item : on.map(Setting::items).orElse(List.of()))
            item.word().flatMap(NotificationsReader::topic).ifPresent(topics::add);
        return on.isPresent() ? topics : otherwise;
    }

    private static Optional<Topic> topic(String word) {
        return Stream.of(Topic.values()).filter(t -> t.toString().equals(word)).findFirst();
    }

    private static <T> List<T> list(Setting root, String key, Function<Setting, Optional<T>> reader) {
        return root.at(key).map(Setting::items).orElse(List.of()).stream()
                .flatMap(item -> reader.apply(item).stream())
                .toList();
    }
}
