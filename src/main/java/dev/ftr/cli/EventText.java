package dev.ftr.cli;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An event for people: when, of which type, and in words. */
record EventText(Sheet sheet) {
    /** The longest type, {@code config_error}. */
    private static final int TYPE = 12;

    private static final int FEW = 5;

    private static final int INDENT = "2026-03-01 10:00:00  ".length();

    /** As it is in the file; one of another version as far as it can be understood. */
    String of(Instant at, JsonNode json) {
        Optional<Event> event = EventJson.read(json);
        String type = json.path("type").asString("");
        String said = event.map(EventText::said).orElse(json.path("text").asString(""));
        String text = sheet.sentences().translate(said).replaceAll("\\s+", " ");
        String head = sheet.second(at) + "  "
                + event.map(e -> painted(e, padded(type))).orElse(padded(type)) + "  ";
        // The first line has less room; what stands before it is taken for a word.
        List<String> lines = sheet.folded("x".repeat(TYPE + 1) + " " + text, INDENT);
        String first = lines.getFirst().substring(Math.min(lines.getFirst().length(), TYPE + 2));
        StringBuilder shown = new StringBuilder((head + first).stripTrailing());
        for (String line : lines.subList(1, lines.size()))
            shown.append(System.lineSeparator()).append(" ".repeat(INDENT)).append(line);
        return shown.toString();
    }

    /** Of many changes of the kernel, only how many there were: {@code --output json} has them all. */
    private static String said(Event event) {
        return event instanceof Event.Reconciled made && made.changes().size() > FEW
                ? made.text().substring(0, made.text().indexOf(": "))
                : event.text();
    }

    private static String padded(String type) {
        return type + " ".repeat(Math.max(0, TYPE - type.length()));
    }

    private String painted(Event event, String type) {
        Colours colours = sheet.colours();
        return switch (event) {
            case Event.UplinkChanged change ->
                switch (change.after()) {
                    case UP -> colours.green(type);
                    case DEGRADED -> colours.yellow(type);
                    case DOWN -> colours.red(type);
                    case UNKNOWN -> colours.faint(type);
                };
            case Event.Trouble trouble -> trouble.problems().isEmpty() ? colours.green(type) : colours.red(type);
            case Event.Warned warned -> warned.warnings().isEmpty() ? colours.green(type) : colours.yellow(type);
            case Event.TargetChanged target -> target.answering() ? type : colours.yellow(type);
            case Event.RoutingChanged routing -> routing.after().isEmpty() ? colours.red(type) : type;
            case Event.ChangeEnded end -> end.problems().isEmpty() ? type : colours.red(type);
            case Event.ConfigRefused refused -> colours.red(type);
            case Event.StillDown down -> colours.red(type);
            case Event.MessagesGivenUp given -> colours.yellow(type);
            case Event.Reconciled reconciled -> colours.faint(type);
            case Event.Lifecycle life -> type;
            case Event.AddressChanged address -> type;
            case Event.PolicyMoved policy -> type;
            case Event.ConfigTaken config -> type;
        };
    }
}
