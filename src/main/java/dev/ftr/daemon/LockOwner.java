package dev.ftr.daemon;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds the kernel lock, as it stands in the lock file: {@code 4711 2026-01-31T12:01:02Z ftr apply}.
 *
 * @param command one line
 */
record LockOwner(long pid, Instant since, String command) {
    private static final Pattern LINE = Pattern.compile("(\\d{1,10}) (\\S+) (.+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    String line() {
        return "%d %s %s%n".formatted(pid, since, command);
    }

    /** Empty for what is no such line: the owner may be just about to write it, or the disk was full. */
    static Optional<LockOwner> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) return Optional.empty();
        try {
            return Optional.of(
                    new LockOwner(Long.parseLong(matcher.group(1)), Instant.parse(matcher.group(2)), matcher.group(3)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** With the time of day where the reader is. */
    String words(ZoneId zone) {
        return "pid %d, '%s', since %s".formatted(pid, command, TIME.format(since.atZone(zone)));
    }
}
