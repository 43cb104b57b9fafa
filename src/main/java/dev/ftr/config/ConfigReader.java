package dev.ftr.config;

import dev.ftr.config.RouterConfig.LogSettings;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.ProbePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The second stage: what the file means, and whether that makes sense. It works on files with faults of shape, too, so that
 * all errors come at once; only a file without any error becomes a config.
 */
final class ConfigReader {
    /** In the name of an interface: quotes and signs that begin a comment. */
    private static final String UNWANTED = "\"'#\\!";

    private static final String INTERFACE =
            "an interface name as `ip link` shows it, 1 to 15 characters without slash, colon, blank, quote or a + at the end";

    /** The loopback device, and what the kernel calls the settings of all interfaces and of new ones (net.ipv4.conf). */
    private static final Set<String> NO_INTERFACES = Set.of("lo", "all", "default");

    private ConfigReader() {}

    static Optional<RouterConfig> read(Setting root) {
        root.problems().stage(Rule.MEANING);
        List<UplinkEntry> uplinks = UplinkEntry.all(root);
        List<Setting> downlinks = downlinks(root);
        UplinkChecks.check(root, uplinks, downlinks);
        Optional<List<ProbePolicy>> tests = TestsReader.all(root, uplinks);
        Optional<Numbering> numbering = NumberingReader.read(root, uplinks);
        Traffic traffic = TrafficReader.read(root, uplinks, downlinks, numbering);
        LogSettings log = log(root);
        Notifications notifications = NotificationsReader.read(root);
        Optional<MailSettings> mail = MailReader.read(root, notifications.on());
        if (root.problems().hasErrors()) return Optional.empty();
        Numbering numbers = numbering.orElseThrow();
        List<ProbePolicy> policies = tests.orElseThrow();
        return Optional.of(new RouterConfig(
                uplinks.stream()
                        .map(uplink -> uplink.toUplink(
                                numbers, policies.get(uplink.position()), InterfaceChecks.shares(uplink, uplinks)))
                        .toList(),
                downlinks.stream()
                        .map(link -> interfaceName(link).orElseThrow())
                        .toList(),
                traffic,
                root.at("tests")
                        .flatMap(t -> t.at("record"))
                        .flatMap(Setting::bool)
                        .orElse(false),
                log,
                mail.orElseThrow(),
                notifications,
                numbers));
    }

    static Optional<InterfaceName> interfaceName(Setting setting) {
        if (setting.text().filter(NO_INTERFACES::contains).isPresent()) {
            setting.error("%s, which leads nowhere; must be the name of a network interface, as `ip link` shows it"
                    .formatted(setting.shown()));
            return Optional.empty();
        }
        return setting.read(ConfigReader::interfaceName, INTERFACE);
    }

    /** A name that the kernel takes, and that ip -batch and iptables take for what it is. */
    private static InterfaceName interfaceName(String text) {
        if (text.endsWith("+")) throw new IllegalArgumentException("iptables takes a trailing + for a wildcard");
        if (text.chars().anyMatch(c -> UNWANTED.indexOf(c) >= 0))
            throw new IllegalArgumentException("a quote or comment sign");
        return new InterfaceName(text);
    }

    private static List<Setting> downlinks(Setting root) {
        return Stream.of("lan", "dmz")
                .flatMap(key -> root.at("downlinks").flatMap(d -> d.at(key)).stream())
                .flatMap(links -> links.oneOrMore().stream())
                .toList();
    }

    private static LogSettings log(Setting root) {
        Optional<Setting> log = root.at("log");
        Optional<Path> file = log.flatMap(l -> l.at("file")).flatMap(f -> f.read(Path::of, "the path of a file"));
        long maxSize = Setting.integer(log, "max_size", 1_024_000);
        long oldFiles = Setting.integer(log, "old_files", 10);
        return new LogSettings(file, maxSize, Math.clamp(oldFiles, 0, Integer.MAX_VALUE));
    }
}
