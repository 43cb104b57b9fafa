package dev.ftr.config;

import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the YAML parser sees, one after the other. */
final class YamlEvents {
    private final SourceText source;
    private final Iterator<Event> events;
    private Optional<Mark> reached = Optional.empty();

    YamlEvents(SourceText source) {
        this.source = source;
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(SourceText.LARGEST)
                .setUseMarks(true)
                .build();
        this.events = new Parse(settings).parseString(source.text()).iterator();
    }

    Event next() throws Unreadable {
        try {
            Event event = events.next();
            reached = event.getEndMark();
            return event;
        } catch (YamlEngineException e) {
            throw YamlSyntax.error(source.file(), e);
        } catch (RuntimeException e) {
            // Some of its faults escape the parser as they are: "\\UFFFFFFFF" is a NumberFormatException.
            throw YamlSyntax.unknown(YamlSyntax.place(source.file(), reached));
        }
    }

    Place place(Event event) {
        return YamlSyntax.place(source.file(), event.getStartMark());
    }

    Place start() {
        return Place.startOf(source.file());
    }
}
