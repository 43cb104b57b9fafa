package dev.ftr.config;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YAML parser's errors in words that help. Its own quote the file, and so perhaps a password. */
final class YamlSyntax {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry(
                    "mapping values are not allowed here",
                    "this colon does not belong here; indent the line as its neighbours, or put text with ': ' in quotes"),
            Map.entry(
                    "could not find expected ':'",
                    "a key without its colon; a key must be followed by a colon and a blank"),
            Map.entry("Do not use \\t(TAB)", "a tab stands here; indent with blanks only"),
            Map.entry("that cannot start any token", "no value can begin with this character; put it in quotes"),
            Map.entry(
                    "expected <block end>",
                    "this does not fit in with the lines above; indent it as its neighbours, or put text in quotes"),
            Map.entry("found unexpected end of stream", "the file ends within quotes; close them"),
            Map.entry("found unexpected document separator", "a document ends within quotes; close them"),
            Map.entry("expected ',' or ']'", "a comma or the closing ] of a list is missing"),
            Map.entry("expected ',' or '}'", "a comma or the closing } of a mapping is missing"),
            Map.entry(
                    "sequence entries are not allowed here",
                    "this '-' does not belong here; an entry of a list must begin on a line of its own"),
            Map.entry("unknown escape character", "unknown escape after \\; use single quotes, or write \\\\"),
            Map.entry("found undefined tag handle", "tags (!) mean nothing here; remove it or use quotes"));

    private YamlSyntax() {}

    static Unreadable error(String file, YamlEngineException thrown) {
        if (!(thrown instanceof MarkedYamlEngineException marked)) return unknown(Place.startOf(file));
        Place place = place(file, marked.getProblemMark().or(marked::getContextMark));
        String problem = marked.getProblem() == null ? "" : marked.getProblem();
        return WORDS.entrySet().stream()
                .filter(entry -> problem.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .map(words -> new Unreadable(place, words))
                .orElseGet(() -> unknown(place));
    }

    static Unreadable unknown(Place place) {
        return new Unreadable(place, "is not YAML; check indentation, quotes and brackets here and just before");
    }

    static Place place(String file, Optional<Mark> mark) {
        return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.startOf(file));
    }
}
