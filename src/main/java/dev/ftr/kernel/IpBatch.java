package dev.ftr.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several commands of {@code ip} in one process. With {@code -force} a failed line does not stop the following ones, and
 * stderr names it: {@code Command failed -:3}.
 */
final class IpBatch {
    private static final Pattern PLAIN = Pattern.compile("[\\w./:@+-]+");
    private static final Pattern FAILED = Pattern.compile("Command failed -:(\\d+)");

    private final List<String> lines = new ArrayList<>();

    /** Adds a command, without the leading {@code ip}; returns its index, from 0. */
    int add(List<String> arguments) {
        lines.add(String.join(" ", arguments.stream().map(IpBatch::quoted).toList()));
        return lines.size() - 1;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /** The tool's words for each line that failed, by index. */
    static SortedMap<Integer, String> failures(String stderr) {
        return failures(stderr, new ArrayList<>());
    }

    /**
     * Whether {@code ip} left in the middle, at a line that it could not even parse (a nexthop over a device that is gone,
     * for one), -force or not. That line and all behind it are not among the failures.
     */
    static boolean wasCutShort(CommandRunner.Result result) {
        List<String> lastWords = new ArrayList<>();
        failures(result.err(), lastWords);
        return result.failed() && !lastWords.isEmpty();
    }

    private static SortedMap<Integer, String> failures(String stderr, List<String> words) {
        SortedMap<Integer, String> failures = new TreeMap<>();
        for (String line : stderr.lines().toList()) {
            Matcher failed = FAILED.matcher(line.strip());
            if (failed.matches()) {
                failures.put(Integer.parseInt(failed.group(1)) - 1, String.join("; ", words));
                words.clear();
            } else if (!line.isBlank()) {
                words.add(line.strip().replaceFirst("^(RTNETLINK answers|Error): ", ""));
            }
        }
        return failures;
    }

    /**
     * The JSON that each command printed, by index; a failed command has none.
     *
     * @throws KernelException when there are not as many outputs as commands that went well
     */
    Map<Integer, String> outputs(CommandRunner.Result result) throws KernelException {
        Map<Integer, String> failures = failures(result.err());
        List<String> printed = result.out()
                .lines()
                .filter(l -> !l.isBlank())
                .map(IpBatch::whole)
                .filter(l -> !l.equals("["))
                .toList();
        if (printed.size() != lines.size() - failures.size())
            throw new KernelException("ip -batch answered %d of %d questions: %s"
                    .formatted(printed.size(), lines.size() - failures.size(), result.words()));
        Map<Integer, String> outputs = new HashMap<>();
        int next = 0;
        for (int i = 0; i < lines.size(); i++) if (!failures.containsKey(i)) outputs.put(i, printed.get(next++));
        return outputs;
    }

    // A listing that fails has already printed its opening bracket, which then stands before the next one's.
    private static String whole(String line) {
        String text = line.strip();
        while (text.startsWith("[[")) text = text.substring(1);
        return text;
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : '"' + argument + '"';
    }
}
