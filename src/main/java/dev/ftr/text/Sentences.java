package dev.ftr.text;

import dev.ftr.model.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says in one language what the program has said in English. A sentence is known by the bundles {@code sentences-AREA}; what
 * stands in its gaps may be a sentence again. Of several that fit, the one that says most itself is meant.
 */
public final class Sentences {
    /** Areas that have a bundle; its files are {@code sentences-AREA.properties} and {@code sentences-AREA_it.properties}. */
    static final List<String> AREAS = List.of(
            "cli",
            "commands",
            "config",
            "daemon",
            "desired",
            "health",
            "help",
            "kernel",
            "model",
            "notify",
            "replay",
            "words");

    private static final int DEEPEST = 100;

    /** At so many places a text that is no known sentence may be put together from several. */
    private static final int MOST_SEAMS = 16;

    /** What is wrong in a file, behind the place: {@code FILE:LINE:COLUMN: /json/pointer: message}, perhaps with a label. */
    private static final Pattern PLACED = Pattern.compile("(?:([a-z]+)(: ))?(\\S+:\\d+:\\d+: /\\S*: )(.+)");

    /** Between several of them in one line. */
    private static final Pattern NEXT_PLACED = Pattern.compile("; (?=\\S+:\\d+:\\d+: /)");

    private static final List<String> SEAMS = List.of("; ", ": ", " (", ", ");

    private static final Sentences ENGLISH = new Sentences(Language.ENGLISH, List.of(), Map.of());

    private final Language language;
    private final Map<String, EnglishSentence> whole = new HashMap<>();
    private final List<EnglishSentence> withGaps;
    private final Map<Character, List<EnglishSentence>> byFirst = new ConcurrentHashMap<>();
    private final Map<String, String> translations;

    private Sentences(Language language, List<EnglishSentence> english, Map<String, String> translations) {
        this.language = language;
        this.translations = translations;
        this.withGaps = english.isEmpty()
                ? List.of()
                : english.stream()
                        .filter(s -> !s.gaps().isEmpty())
                        .sorted(Comparator.comparingInt(EnglishSentence::weight)
                                .reversed()
                                .thenComparing(EnglishSentence::key))
                        .toList();
        for (EnglishSentence sentence : english)
            if (sentence.gaps().isEmpty()) whole.put(sentence.literals().getFirst(), sentence);
    }

    /** The sentences that may begin so, first those that say most themselves. */
    private List<EnglishSentence> beginning(char first) {
        return byFirst.computeIfAbsent(
                first, c -> withGaps.stream().filter(s -> s.mayBeginWith(c)).toList());
    }

    /** Reads the bundles of the language; none for English. */
    public static Sentences in(Language language) {
        if (language == Language.ENGLISH) return ENGLISH;
        List<EnglishSentence> english = new ArrayList<>();
        Map<String, String> translations = new HashMap<>();
        for (String area : AREAS) {
            bundle("sentences-" + area).forEach((key, text) -> english.add(EnglishSentence.of(key, text.strip())));
            translations.putAll(bundle("sentences-" + area + "_" + language.code()));
        }
        return new Sentences(language, english, translations);
    }

    /** The texts of a bundle's file; none if there is no such file. */
    static Map<String, String> bundle(String name) {
        try (InputStream file = Sentences.class.getResourceAsStream(name + ".properties")) {
            if (file == null) return Map.of();
            Properties texts = new Properties();
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return texts.stringPropertyNames().stream().collect(Collectors.toMap(k -> k, texts::getProperty));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    public Language language() {
        return language;
    }

    /** The sentence in the language; as it is, where it is not known. Lines are sentences of their own, and stay set in. */
    public String translate(String english) {
        if (language == Language.ENGLISH) return english;
        return english.indexOf('\n') < 0
                ? translateLine(english)
                : english.lines().map(this::translateLine).collect(Collectors.joining("\n"))
                        + (english.endsWith("\n") ? "\n" : "");
    }

    private String translateLine(String english) {
        return NEXT_PLACED
                .splitAsStream(english)
                .map(part -> translate(part, 0))
                .collect(Collectors.joining("; "));
    }

    private String translate(String text, int depth) {
        String words = text.strip();
        if (words.length() < 2 || depth > DEEPEST) return text;
        Matcher placed = PLACED.matcher(words);
        String said = placed.matches()
                ? label(placed) + placed.group(3) + translate(placed.group(4), depth + 1)
                : alike(words, depth)
                        .or(() -> find(words).flatMap(found -> say(found, depth)))
                        .orElseGet(() -> parted(words, depth));
        int start = text.indexOf(words);
        return text.substring(0, start) + said + text.substring(start + words.length());
    }

    private String label(MatchResult placed) {
        return placed.group(1) == null ? "" : translate(placed.group(1), 1) + placed.group(2);
    }

    /** A sentence that was recognised, and what stands in its gaps. */
    private record Found(EnglishSentence sentence, List<String> values) {}

    private Optional<Found> find(String words) {
        EnglishSentence known = whole.get(words);
        if (known != null) return Optional.of(new Found(known, List.of()));
        for (EnglishSentence candidate : beginning(words.charAt(0))) {
            Optional<List<String>> values = candidate.in(words);
            if (values.isPresent()) return Optional.of(new Found(candidate, values.get()));
        }
        return Optional.empty();
    }

    private Optional<String> say(Found found, int depth) {
        List<String> values = new ArrayList<>();
        for (String value : found.values())
            values.add(found.sentence().quotes(values.size()) ? value : translate(value, depth + 1));
        return Optional.ofNullable(translations.get(found.sentence().key()))
                .flatMap(pattern -> new Translation(pattern.strip()).filled(values, language.locale()));
    }

    /** Sentences in a row that begin with the same word, and would else be taken for one: {@code uplink a is down, uplink b is up}. */
    private Optional<String> alike(String words, int depth) {
        int blank = words.indexOf(' ');
        if (blank < 0) return Optional.empty();
        for (String seam : List.of("; ", ", ")) {
            List<String> parts =
                    List.of(words.split(seam + "(?=" + Pattern.quote(words.substring(0, blank + 1)) + ")", -1));
            if (parts.size() > 1 && parts.stream().allMatch(part -> isKnown(part, true)))
                return Optional.of(
                        parts.stream().map(part -> translate(part, depth + 1)).collect(Collectors.joining(seam)));
        }
        return Optional.empty();
    }

    /** A text that was put together: of sentences in a row, or of one and where it happened. */
    private String parted(String words, int depth) {
        for (String seam : SEAMS) {
            boolean bracket = seam.equals(" (");
            if (bracket && !words.endsWith(")")) continue;
            int at = words.indexOf(seam);
            for (int tried = 0; at >= 0 && tried < MOST_SEAMS; tried++) {
                String left = words.substring(0, at);
                String right = words.substring(at + seam.length(), words.length() - (bracket ? 1 : 0));
                // One word of a list is a name or a key.
                boolean list = seam.equals(", ");
                if (isKnown(left, list) || isKnown(right, list))
                    return translate(left, depth + 1) + seam + translate(right, depth + 1) + (bracket ? ")" : "");
                at = words.indexOf(seam, at + seam.length());
            }
        }
        return words;
    }

    private boolean isKnown(String text, boolean several) {
        String words = text.strip();
        return words.length() > 1
                && (!several || words.indexOf(' ') > 0)
                && find(words).isPresent();
    }
}
