package dev.ftr.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gaps that are filled with secrets: <code>${env:NAME}</code>, <code>${file:PATH}</code>, <code>${credential:NAME}</code>. What
 * they stand for is fetched when it is needed.
 */
public final class SecretGaps {
    static final String MUST_BE = "a placeholder such as ${env:NAME}, ${file:/PATH} or ${credential:NAME}";

    private static final Pattern BEGINNING = Pattern.compile("\\$\\{(env|file|credential):");
    private static final Pattern GAP = Pattern.compile("\\$\\{(env|file|credential):([^{}]*)}");

    /** A URL can have no braces in it. */
    private static final Pattern GAP_OF_URL = Pattern.compile("%24%7B((env|file|credential):([^%]*))%7D");

    private SecretGaps() {}

    /** Whether there is one, if perhaps one that is wrong. */
    static boolean areIn(String text) {
        return BEGINNING.matcher(text).find();
    }

    /** Whether the text is one gap and nothing else. */
    static boolean isOne(String text) {
        return GAP.matcher(text).matches();
    }

    /**
     * Where the secret of a text that {@link #isOne} comes from.
     *
     * @throws IllegalArgumentException if that can be no place of a secret; the message may hold a secret
     */
    static SecretSource source(String text) {
        Matcher gap = GAP.matcher(text);
        if (!gap.matches()) throw new IllegalArgumentException("no gap");
        return source(gap.group(1), gap.group(2));
    }

    /** Blames gaps that are wrong. */
    static void check(Setting here, String text) {
        boolean right = GAP.matcher(text).results().count()
                == BEGINNING.matcher(text).results().count();
        try {
            for (MatchResult gap : GAP.matcher(text).results().toList()) source(gap.group(1), gap.group(2));
        } catch (IllegalArgumentException e) {
            right = false;
        }
        if (!right) here.error("has a placeholder that is something else, must be %s".formatted(MUST_BE));
    }

    /**
     * The secrets for the gaps of a text, by what stands between the braces.
     *
     * @throws SecretMissing if one of them cannot be had
     */
    public static Map<String, String> fetch(String text, Map<String, String> environment) throws SecretMissing {
        Map<String, String> secrets = new HashMap<>();
        for (MatchResult gap : GAP.matcher(text).results().toList())
            secrets.put(
                    gap.group(1) + ":" + gap.group(2),
                    source(gap.group(1), gap.group(2)).fetch(environment).value());
        return secrets;
    }

    /** The text of a URL as {@link #fill} takes it. */
    static String inUrl(String text) {
        return GAP.matcher(text).replaceAll("%24%7B$1:$2%7D");
    }

    /**
     * A URL with secrets in its gaps, as they are: a slash in them is one of the path.
     *
     * @throws SecretMissing if one of them cannot be had, or makes something else of the URL
     */
    public static URI fill(URI url, Map<String, String> environment) throws SecretMissing {
        StringBuilder filled = new StringBuilder();
        Matcher gap = GAP_OF_URL.matcher(url.toString());
        while (gap.find()) {
            String secret =
                    source(gap.group(2), gap.group(3)).fetch(environment).value();
            gap.appendReplacement(filled, Matcher.quoteReplacement(secret));
        }
        gap.appendTail(filled);
        try {
            return new URI(filled.toString());
        } catch (URISyntaxException e) {
            // Its message quotes all of it.
            throw new SecretMissing(
                    "with the secret in its placeholder, the url is none; it can have no blank in it, say");
        }
    }

    /** With all but the gaps put out of sight; what the gaps name is no secret. */
    static String masked(String text, String mask) {
        StringBuilder masked = new StringBuilder();
        int end = 0;
        for (MatchResult gap : GAP.matcher(text).results().toList()) {
            if (gap.start() > end) masked.append(mask);
            masked.append(gap.group());
            end = gap.end();
        }
        return masked.append(end < text.length() ? mask : "").toString();
    }

    private static SecretSource source(String kind, String name) {
        return switch (kind) {
            case "env" -> new SecretSource.FromEnvironment(name);
            case "credential" -> new SecretSource.FromCredential(name);
            default -> file(name);
        };
    }

    static SecretSource file(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) throw new IllegalArgumentException("more than one line");
        return new SecretSource.FromFile(Path.of(text));
    }
}
