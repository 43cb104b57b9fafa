package dev.ftr.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;

/**
 * YAML text to a tree of {@link Node}s. Built from the parser's events and not from a ready-made tree, since only they tell
 * where everything stood, what was in quotes, and which key came twice. Aliases and merge keys are resolved; what they may
 * blow up to is limited.
 */
final class YamlTree {
    static final int MOST_NODES = 100_000;
    static final int DEEPEST = 32;

    private final Problems problems;
    private final YamlEvents events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private final boolean part;
    private int nodes;

    private YamlTree(SourceText source, boolean part, Problems problems) {
        this.part = part;
        this.problems = problems;
        this.events = new YamlEvents(source);
    }

    /**
     * Reads the whole file. Errors after which it makes sense to go on reading go to the problems.
     *
     * @param part whether the file is one of several
     */
    static Node of(SourceText source, boolean part, Problems problems) throws Unreadable {
        problems.stage(Rule.YAML_SYNTAX);
        try {
            return new YamlTree(source, part, problems).onlyDocument();
        } catch (Unreadable e) {
            throw e.against(Rule.YAML_SYNTAX);
        }
    }

    private Node onlyDocument() throws Unreadable {
        events.next();
        Event document = events.next();
        if (document instanceof StreamEndEvent) throw empty();
        Node root = node(events.next(), new Branch("", 0, false));
        while (!(events.next() instanceof DocumentEndEvent)) {}
        Event next = events.next();
        if (!(next instanceof StreamEndEvent))
            throw new Unreadable(
                    events.place(next),
                    "a second document begins here; a config is one document, remove this or what follows");
        if (root instanceof Node.Scalar scalar && scalar.isBlank()) throw empty();
        return root;
    }

    private Unreadable empty() {
        return new Unreadable(
                events.start(),
                part
                        ? "is empty, must hold keys such as uplinks, downlinks and tests; remove the file, or write {} in it"
                        : "is empty, must hold the keys uplinks, downlinks and tests; generate-config writes an example");
    }

    private Node node(Event event, Branch at) throws Unreadable {
        if (at.depth() > DEEPEST)
            throw new Unreadable(
                    events.place(event), "is nested deeper than %d levels; a config is not".formatted(DEEPEST));
        if (event instanceof AliasEvent alias) return target(alias, at);
        count(1, event);
        Node node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, at);
                    case SequenceStartEvent start -> sequence(start, at);
                    case MappingStartEvent start -> mapping(start, at);
                    default -> throw new IllegalStateException("the YAML parser answered " + event.getEventId());
                };
        // What a list or mapping in the place of a password holds could come to light elsewhere: an alias gets none of
        // it there.
        boolean hidden = at.secret() && !(node instanceof Node.Scalar);
        Node elsewhere = hidden ? new Node.Scalar(node.place(), "", false, true) : node;
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(node, elsewhere)));
        return node;
    }

    private Node target(AliasEvent alias, Branch at) throws Unreadable {
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            problems.error(
                    events.place(alias),
                    at.pointer(),
                    "is an alias (*) of nothing; an anchor (&) of this name must stand before it, or the value needs quotes");
            return new Node.Scalar(events.place(alias), "", true, true);
        }
        Node target = at.secret() ? anchored.node : anchored.elsewhere;
        count(target.count(), alias);
        return target;
    }

    private void count(int more, Event event) throws Unreadable {
        nodes += more;
        if (nodes > MOST_NODES)
            throw new Unreadable(
                    events.place(event),
                    "here the file has more than %d values, aliases counted in full".formatted(MOST_NODES));
    }

    private Node scalar(ScalarEvent event, Branch at) {
        boolean plain = event.isPlain();
        if (event.getTag().isPresent()) {
            switch (event.getTag().get()) {
                case "!", "tag:yaml.org,2002:str", "!ruby/symbol", "!ruby/sym" -> plain = false;
                case "tag:yaml.org,2002:int",
                        "tag:yaml.org,2002:float",
                        "tag:yaml.org,2002:bool",
                        "tag:yaml.org,2002:null" -> plain = true;
                default -> refuseTag(event, at);
            }
        }
        return new Node.Scalar(events.place(event), event.getValue(), plain, at.secret());
    }

    private Node sequence(SequenceStartEvent start, Branch at) throws Unreadable {
        checkTag(start, at);
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
            items.add(node(event, at.below(Integer.toString(items.size()))));
        }
        return new Node.Sequence(events.place(start), items);
    }

    private Node mapping(MappingStartEvent start, Branch at) throws Unreadable {
        checkTag(start, at);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
            Optional<Node.Scalar> key = key(event, at);
            Branch below = key.map(k -> at.below(name(k))).orElse(at);
            Node value = node(events.next(), below);
            if (key.isEmpty()) continue;
            Node.Scalar written = key.get();
            if (written.plain() && written.text().equals("<<")) merged.add(value);
            else put(entries, written, value, below);
        }
        for (Node node : merged) merge(entries, node, at);
        return new Node.Mapping(events.place(start), entries);
    }

    private Optional<Node.Scalar> key(Event event, Branch at) throws Unreadable {
        if (node(event, at.below("")) instanceof Node.Scalar key) return Optional.of(key);
        problems.error(events.place(event), at.pointer(), "a key here is a list or a mapping, must be a word");
        return Optional.empty();
    }

    /** Ruby writes symbols as keys, too: {@code :uplinks:}. */
    private static String name(Node.Scalar key) {
        return key.plain() && key.text().length() > 1 && key.text().startsWith(":")
                ? key.text().substring(1)
                : key.text();
    }

    private void put(Map<String, Node.Entry> entries, Node.Scalar key, Node value, Branch below) {
        Node.Entry first = entries.putIfAbsent(name(key), new Node.Entry(key.place(), value));
        if (first != null)
            problems.error(
                    key.place(),
                    below.pointer(),
                    "is given twice, the first time on line %d; remove one of the two"
                            .formatted(first.keyPlace().line()));
    }

    /** {@code <<}: what is written at the place itself goes before what is merged in, and earlier before later. */
    private void merge(Map<String, Node.Entry> entries, Node node, Branch at) {
        switch (node) {
            case Node.Mapping mapping -> mapping.entries().forEach(entries::putIfAbsent);
            case Node.Sequence sequence -> {
                for (Node item : sequence.items()) merge(entries, item, at);
            }
            case Node.Scalar scalar ->
                problems.error(scalar.place(), at.pointer(), "only a mapping can be merged in with <<");
        }
    }

    private void checkTag(CollectionStartEvent start, Branch at) {
        Optional<String> tag = start.getTag();
        boolean known = tag.isEmpty()
                || tag.get().equals("!")
                || tag.get().equals("tag:yaml.org,2002:map")
                || tag.get().equals("tag:yaml.org,2002:seq");
        if (!known) refuseTag(start, at);
    }

    private void refuseTag(Event event, Branch at) {
        problems.error(
                events.place(event), at.pointer(), "has a tag (!), which means nothing here; remove it or use quotes");
    }

    /** What aliases stand for in the place of a secret, and elsewhere. */
    private record Anchored(Node node, Node elsewhere) {}

    /** Where in the tree we are. Below a password no key is named. */
    private record Branch(String pointer, int depth, boolean secret) {
        Branch below(String key) {
            if (secret) return new Branch(pointer, depth + 1, true);
            return new Branch(Shown.pointer(pointer, key), depth + 1, Shown.SECRET_KEYS.contains(key));
        }
    }
}
