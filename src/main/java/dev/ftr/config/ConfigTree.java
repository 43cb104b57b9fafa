package dev.ftr.config;

import java.util.ArrayList;
import java.util.List;

/** The text of a config to one tree, that of all files of a folder. */
final class ConfigTree {
    private ConfigTree() {}

    /**
     * Reads all files; errors after which it makes sense to go on go to the problems.
     *
     * @throws Unreadable where there is no whole to go on with; of several such files all but one have been told about by then
     */
    static Node of(SourceTexts texts, Problems problems) throws Unreadable {
        if (!texts.folder()) return YamlTree.of(texts.files().getFirst(), false, problems);
        Place whole = Place.startOf(texts.path());
        List<Node.Mapping> files = new ArrayList<>();
        List<Unreadable> faults = new ArrayList<>();
        for (SourceText file : texts.files()) {
            try {
                files.add(mapping(file, problems));
            } catch (Unreadable e) {
                faults.add(e);
            }
        }
        if (!faults.isEmpty()) {
            faults.subList(1, faults.size()).forEach(fault -> fault.reportTo(problems));
            throw faults.getFirst();
        }
        if (files.stream().mapToInt(Node.Mapping::count).sum() > YamlTree.MOST_NODES)
            throw new Unreadable(
                    whole,
                    "the files in it have more than %d values, aliases counted in full".formatted(YamlTree.MOST_NODES));
        return Merging.of(whole, files);
    }

    /** A file with nothing in it is most often one that is still being written, and what it had would be missed. */
    private static Node.Mapping mapping(SourceText file, Problems problems) throws Unreadable {
        return switch (YamlTree.of(file, true, problems)) {
            case Node.Mapping mapping -> mapping;
            case Node.Sequence list -> throw notAMapping(list, "is a list");
            case Node.Scalar scalar -> throw notAMapping(scalar, "is a single value");
        };
    }

    private static Unreadable notAMapping(Node node, String is) {
        String mustBe = "a mapping of keys such as uplinks, downlinks and tests";
        return new Unreadable(node.place(), "%s, must be %s".formatted(is, mustBe)).against(Rule.WRONG_VALUE);
    }
}
