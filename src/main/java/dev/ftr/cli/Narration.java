package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.Fault;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Says to somebody who has never seen the tool what happens, and why. */
final class Narration {
    private static final int KEPT = 12;

    private final RouterConfig config;
    private final Page page;
    private final Consumer<Told> listener;
    private final Map<String, Instant> failed = new HashMap<>();
    private final Map<String, UplinkState> states = new HashMap<>();
    private final List<Told> told = new ArrayList<>();
    private List<String> carrying = List.of();

    /** What was said, and when. */
    record Told(Instant at, String text) {}

    Narration(RouterConfig config, Page page) {
        this(config, page, told -> {});
    }

    /** @param listener hears each sentence when it is said */
    Narration(RouterConfig config, Page page, Consumer<Told> listener) {
        this.config = config;
        this.page = page;
        this.listener = listener;
    }

    /** The latest last. */
    List<Told> told() {
        return List.copyOf(told);
    }

    void fault(Uplink uplink, Optional<Fault> fault, Instant at) {
        if (fault.isEmpty()) {
            failed.remove(uplink.name());
            tell(at, page.say("story.healed", uplink.name()));
            return;
        }
        failed.put(uplink.name(), at);
        if (!fault.get().isCut())
            tell(
                    at,
                    page.say(
                            "story.lossy",
                            uplink.name(),
                            page.percent(100 * fault.get().loss())));
        else tell(at, page.say(fault.get().byHand() ? "story.cut.hand" : "story.cut", uplink.name()));
    }

    void event(Event event) {
        switch (event) {
            case Event.UplinkChanged changed -> changed(changed);
            case Event.RoutingChanged routing -> {
                routing(routing);
                carrying = routing.after();
            }
            default -> {}
        }
    }

    private void changed(Event.UplinkChanged event) {
        String name = event.uplink();
        states.put(name, event.after());
        switch (event.after()) {
            case DOWN -> down(event);
            case DEGRADED -> tell(event.at(), page.say("story.degraded", name));
            case UP -> {
                if (event.before() != UplinkState.UNKNOWN) tell(event.at(), page.say("story.up", name));
            }
            case UNKNOWN -> {}
        }
    }

    private void down(Event.UplinkChanged event) {
        Optional<Duration> delay =
                Optional.ofNullable(failed.get(event.uplink())).map(f -> Duration.between(f, event.at()));
        String text = delay.isPresent()
                ? page.say(
                        "story.noticed",
                        event.uplink(),
                        String.format(page.locale(), "%.1f", delay.get().toMillis() / 1000.0))
                : page.say("story.down", event.uplink());
        tell(event.at(), text);
        if (nothingWorks()) tell(event.at(), page.say("story.nothing"));
        else if (!carrying.contains(event.uplink())) tell(event.at(), page.say("story.idle"));
    }

    private boolean nothingWorks() {
        return config.uplinks().stream()
                .filter(u -> u.priorityGroup().isPresent())
                .allMatch(u -> states.get(u.name()) == UplinkState.DOWN);
    }

    private void routing(Event.RoutingChanged event) {
        List<String> lost = without(event.before(), event.after());
        List<String> gained = without(event.after(), event.before());
        String after = names(event.after());
        if (event.before().isEmpty()) tell(event.at(), page.say("story.start", after));
        else if (gained.isEmpty()) tell(event.at(), page.say("story.moved", names(lost), after));
        else if (group(gained) > group(event.before())) tell(event.at(), page.say("story.backup", names(gained)));
        else if (group(gained) < group(event.before()))
            tell(event.at(), page.say("story.better", names(gained), names(lost)));
        else tell(event.at(), page.say("story.shared", names(gained)));
    }

    private int group(List<String> uplinks) {
        return config.uplinks().stream()
                .filter(u -> uplinks.contains(u.name()))
                .map(Uplink::priorityGroup)
                .flatMapToInt(OptionalInt::stream)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static List<String> without(List<String> names, List<String> others) {
        return names.stream().filter(n -> !others.contains(n)).toList();
    }

    private static String names(List<String> uplinks) {
        return String.join(", ", uplinks);
    }

    /** What happens at the same moment belongs together. */
    private void tell(Instant at, String text) {
        listener.accept(new Told(at, text));
        if (!told.isEmpty() && told.getLast().at().equals(at))
            told.set(told.size() - 1, new Told(at, told.getLast().text() + " " + text));
        else told.add(new Told(at, text));
        if (told.size() > KEPT) told.removeFirst();
    }
}
