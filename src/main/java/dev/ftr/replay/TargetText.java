package dev.ftr.replay;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A target in a recording: enough to know it again, and nothing secret. */
final class TargetText {
    /** What stands in front of the host, behind the path, or parts words. */
    private static final Pattern USER = Pattern.compile("(?<=//)[^/?#]*@");

    private static final Pattern QUERY = Pattern.compile("[?#].*");
    private static final Pattern SPACE = Pattern.compile("\\s");

    private TargetText() {}

    static String of(Target target) {
        return switch (target) {
            case Target.Echo(IpAddress address) -> "echo " + address;
            case Target.Tcp(String host, int port) -> "tcp %s %d".formatted(word(host), port);
            case Target.Http(String url, OptionalInt status) -> "http %s %d".formatted(bare(url), status.orElse(0));
            case Target.Dns(IpAddress server, String name, String type) ->
                "dns %s %s %s".formatted(server, word(name), word(type));
            case Target.Neighbour() -> "arp";
        };
    }

    /** The address without user, query and fragment: they may hold a password or a token. */
    private static String bare(String url) {
        return word(QUERY.matcher(USER.matcher(url).replaceAll("")).replaceAll(""));
    }

    private static String word(String text) {
        return text.isEmpty() ? "-" : SPACE.matcher(text).replaceAll("_");
    }

    /** @throws IllegalArgumentException when this is no target */
    static Target parse(String text) {
        String[] words = text.split(" ", -1);
        String form = words[0] + words.length;
        return switch (form) {
            case "echo2" -> new Target.Echo(IpAddress.parse(words[1]));
            case "tcp3" -> new Target.Tcp(words[1], Integer.parseInt(words[2]));
            case "http3" -> new Target.Http(words[1], status(Integer.parseInt(words[2])));
            case "dns4" -> new Target.Dns(IpAddress.parse(words[1]), words[2], words[3]);
            case "arp1" -> new Target.Neighbour();
            default -> throw new IllegalArgumentException("'%s' is no target".formatted(text));
        };
    }

    private static OptionalInt status(int number) {
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
