package dev.ftr.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a config. Of several errors about one value the first counts: the others follow from it. */
final class Problems {
    /** Who has made a hundred mistakes will not read about more of them. */
    private static final int MOST_SHOWN = 100;

    private Rule stage = Rule.UNREADABLE_FILE;

    private record Spot(Place place, String pointer) {}

    private final Map<Spot, ConfigProblem> errors = new LinkedHashMap<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();
    private final boolean manyFiles;

    /** @param manyFiles whether the config is a folder, in whose files lines must be told with the file */
    Problems(boolean manyFiles) {
        this.manyFiles = manyFiles;
    }

    /** From here on, errors offend against this rule, unless they say another. */
    void stage(Rule next) {
        stage = next;
    }

    void error(Place place, String pointer, String message) {
        error(stage, place, pointer, message);
    }

    void error(Rule rule, Place place, String pointer, String message) {
        errors.putIfAbsent(new Spot(place, pointer), problem(rule, place, pointer, message));
    }

    void warn(Place place, String pointer, String message) {
        warnings.add(problem(Rule.DOUBTFUL, place, pointer, message));
    }

    void addAll(Problems others) {
        others.errors.forEach(errors::putIfAbsent);
        warnings.addAll(others.warnings);
    }

    /** {@code 12}, or of a config with several files {@code 10-base.yaml:12}: behind the word line in any language. */
    String line(Place place) {
        String line = Integer.toString(place.line());
        return manyFiles ? place.file().substring(place.file().lastIndexOf('/') + 1) + ":" + line : line;
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<ConfigProblem> errors() {
        List<ConfigProblem> all = sorted(errors.values());
        if (all.size() <= MOST_SHOWN) return all;
        ConfigProblem next = all.get(MOST_SHOWN);
        List<ConfigProblem> shown = new ArrayList<>(all.subList(0, MOST_SHOWN));
        shown.add(new ConfigProblem(
                next.rule(),
                next.file(),
                next.line(),
                next.column(),
                "",
                "here begin %d more errors; mend the ones above first".formatted(all.size() - MOST_SHOWN)));
        return shown;
    }

    /** Each once: a setting that holds for several uplinks is looked at for each of them. */
    List<ConfigProblem> warnings() {
        return sorted(new LinkedHashSet<>(warnings));
    }

    private static ConfigProblem problem(Rule rule, Place place, String pointer, String message) {
        return new ConfigProblem(rule, place.file(), place.line(), place.column(), pointer, message);
    }

    private static List<ConfigProblem> sorted(Collection<ConfigProblem> problems) {
        return problems.stream().sorted().toList();
    }
}
