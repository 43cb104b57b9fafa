package dev.ftr.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code headers} of a webhook. Messages tell of a header by its place only: with a colon forgotten, the name holds the
 * value, too.
 */
final class HeadersReader {
    /** A token (RFC 9110, section 5.6.2). */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

    /** What belongs to the connection and the framing of the message (RFC 9110, sections 7 and 8.6; RFC 9112). */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeadersReader() {}

    /** Those that are right. */
    static Map<String, String> read(Setting headers) {
        Map<String, String> read = new LinkedHashMap<>();
        if (!(headers.node() instanceof Node.Mapping mapping)) return read;
        FirstUses<String> uses = new FirstUses<>();
        mapping.entries().forEach((name, entry) -> {
            Setting value = new Setting(entry.value(), headers.pointer(), headers.problems());
            Optional<Setting> earlier = uses.earlier(name.toLowerCase(Locale.ROOT), value);
            Optional<String> fault = faultOfName(name)
                    .or(() ->
                            earlier.map(first -> "the name of this header is already on line %s; remove one of the two"
                                    .formatted(first.line())));
            fault.ifPresent(message -> headers.problems().error(entry.keyPlace(), headers.pointer(), message));
            if (fault.isEmpty()) value(value).ifPresent(text -> read.put(name, text));
        });
        return read;
    }

    private static Optional<String> faultOfName(String name) {
        if (!NAME.matcher(name).matches())
            return Optional.of("here is no name of a header, which must be letters, digits and dashes such as"
                    + " Authorization, and behind it a colon and a blank");
        return OURS.contains(name.toLowerCase(Locale.ROOT))
                ? Optional.of("this header belongs to the connection and is set for it; remove it")
                : Optional.empty();
    }

    private static Optional<String> value(Setting here) {
        if (!(here.node() instanceof Node.Scalar) || here.text().orElse("").isBlank()) {
            here.error("the value of this header is %s, must be text on one line"
                    .formatted(here.node() instanceof Node.Scalar ? "empty" : "a list or a mapping"));
            return Optional.empty();
        }
        Optional<String> text = here.oneLine();
        text.ifPresent(template -> Placeholders.check(here, template));
        return text;
    }
}
