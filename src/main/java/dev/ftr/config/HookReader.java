package dev.ftr.config;

import dev.ftr.config.Notifications.Hook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of {@code hooks} one after the other. */
final class HookReader {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Set<Topic> usual;
    private final CourierNames names = new CourierNames("hook", "the file name of its program");

    HookReader(Set<Topic> usual) {
        this.usual = usual;
    }

    /** Empty after an error. */
    Optional<Hook> read(Setting hook) {
        Keys keys = Keys.of(Optional.of(hook));
        Duration timeout = keys.duration("timeout", "1s", "10m", TIMEOUT);
        Set<Topic> on = NotificationsReader.topics(Optional.of(hook), usual);
        Optional<List<String>> command = hook.at("command").flatMap(HookReader::command);
        Optional<String> name = names.read(
                hook,
                command.map(c -> Path.of(c.getFirst()).getFileName().toString()).filter(ShortName::isOne));
        if (command.isEmpty() || name.isEmpty()) return Optional.empty();
        return Optional.of(new Hook(name.get(), command.get(), timeout, on));
    }

    /** Arguments are not shown: there may be a secret among them. */
    private static Optional<List<String>> command(Setting list) {
        List<String> words = new ArrayList<>();
        boolean right = true;
        for (Setting item : list.items()) {
            String word = item.text().orElse("");
            boolean program = words.isEmpty();
            Optional<String> fault = program ? faultOfProgram(item, word) : faultOfArgument(word);
            fault.ifPresent(item::error);
            right &= fault.isEmpty();
            words.add(word);
        }
        return right && !words.isEmpty() ? Optional.of(words) : Optional.empty();
    }

    private static Optional<String> faultOfProgram(Setting item, String word) {
        boolean path =
                word.startsWith("/") && !word.endsWith("/") && word.chars().noneMatch(Character::isISOControl);
        return path
                ? Optional.empty()
                : Optional.of("%s, must be the absolute path of a program such as /usr/local/bin/on-change"
                        .formatted(item.shown()));
    }

    private static Optional<String> faultOfArgument(String word) {
        if (word.isEmpty()) return Optional.of("is empty, must be an argument of the command");
        return word.indexOf('\0') < 0
                ? Optional.empty()
                : Optional.of("has the character U+0000 in it, which no argument of a command can have");
    }
}
