package dev.ftr.config;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads one entry of {@code probes}. */
final class ProbeEntry {
    static final String FORMS = "{tcp: HOST:PORT}, {http: URL}, {dns: {server: ADDRESS, name: NAME}} or arp";

    private static final List<String> KINDS = List.of("tcp", "http", "dns", "arp");
    private static final List<String> TYPES = List.of("A", "AAAA", "MX", "NS", "TXT", "SOA", "CNAME", "PTR");
    private static final String TCP = "HOST:PORT such as 1.1.1.1:443";
    private static final String HTTP = "a URL such as http://example.com/ or https://example.com/";
    private static final String NAME = "a domain name such as example.org";

    private ProbeEntry() {}

    /** Empty after an error. */
    static Optional<Target> read(Setting entry) {
        if (!(entry.node() instanceof Node.Mapping mapping)) return arpAlone(entry);
        List<String> kinds =
                KINDS.stream().filter(kind -> entry.at(kind).isPresent()).toList();
        if (kinds.size() != 1) {
            if (kinds.isEmpty()) unknown(entry, mapping);
            else
                entry.error("has %s, must have one of them; begin another entry of the list for each"
                        .formatted(String.join(" and ", kinds)));
            return Optional.empty();
        }
        String kind = kinds.getFirst();
        if (!kind.equals("http"))
            entry.at("status")
                    .ifPresent(status -> status.error("belongs to http, not to %s; remove it".formatted(kind)));
        Setting what = entry.at(kind).orElseThrow();
        return switch (kind) {
            case "tcp" -> tcp(what);
            case "http" -> http(what, entry.at("status"));
            case "dns" -> dns(what);
            default -> what.text().filter("gateway"::equals).map(gateway -> new Target.Neighbour());
        };
    }

    private static Optional<Target> arpAlone(Setting entry) {
        if (entry.text().filter("arp"::equals).isPresent()) return Optional.of(new Target.Neighbour());
        entry.error("%s, must be %s".formatted(entry.shown(), FORMS));
        return Optional.empty();
    }

    /** Where a key is misspelt, that is the error, and the schema knows more of it. */
    private static void unknown(Setting entry, Node.Mapping mapping) {
        Optional<Map.Entry<String, Node.Entry>> stranger = mapping.entries().entrySet().stream()
                .filter(e -> !KINDS.contains(e.getKey()) && !e.getKey().equals("status"))
                .findFirst();
        if (stranger.isEmpty()) entry.error("names no probe, must be " + FORMS);
        else
            entry.problems()
                    .error(
                            stranger.get().getValue().keyPlace(),
                            Shown.pointer(entry.pointer(), stranger.get().getKey()),
                            "is not a known key; known here: tcp, http, status, dns, arp");
    }

    private static Optional<Target> tcp(Setting setting) {
        String text = setting.text().orElse("");
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(colon, 0));
        if (isIpv6(host)) return ipv6(setting, TCP);
        if (HostText.isHost(host) && HostText.isPort(text.substring(colon + 1)))
            return Optional.of(
                    new Target.Tcp(host.toLowerCase(Locale.ROOT), Integer.parseInt(text.substring(colon + 1))));
        return wrong(setting, TCP);
    }

    private static Optional<Target> http(Setting setting, Optional<Setting> status) {
        String text = setting.text().orElse("");
        Optional<URI> url = HostText.url(text);
        if (url.isEmpty()) return wrong(setting, HTTP);
        if (url.get().getRawUserInfo() != null) {
            setting.error("has a user name in it, which messages would show; must be %s".formatted(HTTP));
            return Optional.empty();
        }
        String host = HostText.hostOf(text);
        if (isIpv6(host)) return ipv6(setting, HTTP);
        if (!HostText.isHost(host)) return wrong(setting, HTTP);
        OptionalLong code = status.map(Setting::integer).orElse(OptionalLong.empty());
        boolean wrongCode = status.isPresent() && (code.isEmpty() || code.getAsLong() < 100 || code.getAsLong() > 599);
        if (wrongCode) return wrong(status.orElseThrow(), "a whole number within 100..599");
        int scheme = text.indexOf(':');
        return Optional.of(new Target.Http(
                text.substring(0, scheme).toLowerCase(Locale.ROOT) + text.substring(scheme),
                code.isPresent() ? OptionalInt.of((int) code.getAsLong()) : OptionalInt.empty()));
    }

    private static Optional<Target> dns(Setting setting) {
        Optional<IpAddress> server = setting.at("server").flatMap(s -> Addresses.read(s, "9.9.9.9"));
        Optional<Setting> named = setting.at("name");
        Optional<String> name = named.flatMap(Setting::text).filter(HostText::isName);
        if (name.isEmpty()) named.ifPresent(n -> wrong(n, NAME));
        Optional<String> type = setting.at("type").isEmpty()
                ? Optional.of("A")
                : setting.at("type").flatMap(Setting::text).filter(TYPES::contains);
        if (server.isEmpty() || name.isEmpty() || type.isEmpty()) return Optional.empty();
        return Optional.of(new Target.Dns(server.get(), name.get().toLowerCase(Locale.ROOT), type.get()));
    }

    private static boolean isIpv6(String host) {
        return host.startsWith("[") || host.indexOf(':') >= 0;
    }

    private static Optional<Target> ipv6(Setting setting, String mustBe) {
        setting.error("%s; IPv6 is not supported yet, must be %s".formatted(setting.shown(), mustBe));
        return Optional.empty();
    }

    private static Optional<Target> wrong(Setting setting, String mustBe) {
        setting.error("%s, must be %s".formatted(setting.shown(), mustBe));
        return Optional.empty();
    }
}
