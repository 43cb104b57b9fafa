package dev.ftr.kernel;

import dev.ftr.model.Lease;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A lease in lines of {@code NAME=VALUE}: what systemd-networkd keeps, and the variables that udhcpc gives its script, saved
 * with {@code env} or {@code set}.
 */
final class LeaseAssignments {
    private LeaseAssignments() {}

    /** Empty when there is no address in it. */
    static Optional<Lease> lease(String text) {
        LeaseOptions options = new LeaseOptions();
        text.lines().forEach(line -> take(options, line));
        return options.lease();
    }

    private static void take(LeaseOptions options, String line) {
        int equals = line.indexOf('=');
        if (equals < 0 || line.startsWith("#")) return;
        String value = unquoted(line.substring(equals + 1).strip());
        switch (line.substring(0, equals).strip()) {
            case "ADDRESS", "ip" -> options.address(value);
            case "SERVER_ADDRESS", "serverid" -> options.server(value);
            case "ROUTER", "router" -> options.routers(Arrays.stream(value.split(" ")));
            case "ROUTES", "CLASSLESS_ROUTES" -> {
                for (String route : List.of(value.split(" "))) {
                    int comma = route.indexOf(',');
                    if (comma > 0) options.classlessRoute(route.substring(0, comma), route.substring(comma + 1));
                }
            }
            case "staticroutes" -> {
                List<String> words = List.of(value.split(" "));
                for (int i = 0; i + 1 < words.size(); i += 2) options.classlessRoute(words.get(i), words.get(i + 1));
            }
            default -> {}
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
