package dev.ftr.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may stand in the templates of webhooks: {@code ${name}}, beside {@link SecretGaps}. Any other dollar sign stands for
 * itself.
 */
public final class Placeholders {
    public static final List<String> NAMES = List.of(
            "event",
            "uplink",
            "description",
            "state",
            "before",
            "text",
            "subject",
            "at",
            "host",
            "language",
            "reason",
            "json");

    /** The first group is the name. */
    private static final Pattern FORM = Pattern.compile("\\$\\{([^{}]*)}");

    private static final Pattern BEGINNING = Pattern.compile("\\$\\{");

    private Placeholders() {}

    /** Blames those that nobody knows. They are shown only where one that is known is near: a template may hold a secret. */
    static void check(Setting here, String template) {
        List<String> names = new ArrayList<>();
        Matcher matcher = FORM.matcher(template);
        while (matcher.find()) names.add(matcher.group(1));
        if (names.size() < BEGINNING.matcher(template).results().count()) {
            here.error("has a ${ without its }, must be a template such as ${text}");
            return;
        }
        SecretGaps.check(here, template);
        names.stream()
                .filter(name -> !NAMES.contains(name) && !SecretGaps.areIn("${%s}".formatted(name)))
                .findFirst()
                .ifPresent(name -> here.error(unknown(name)));
    }

    private static String unknown(String name) {
        Optional<String> near = NearMiss.of(name, NAMES);
        return near.map(known ->
                        "has the unknown placeholder ${%s}; did you mean ${%s}?".formatted(Shown.oneLine(name), known))
                .orElseGet(() -> "has an unknown placeholder; known here: "
                        + NAMES.stream().map("${%s}"::formatted).collect(Collectors.joining(", ")));
    }
}
