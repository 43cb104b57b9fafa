package dev.ftr.kernel;

import dev.ftr.model.Machine.Said;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the files of other programs say, each by the rules by which that program reads them. */
final class ConfiguredSettings {
    /** In the order in which systemd and procps look: the first hides namesakes in the others (sysctl.d(5)). */
    private static final List<String> SYSCTL_FOLDERS =
            List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d");

    private static final List<String> SYSTEMD_FOLDERS =
            List.of("/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd");
    private static final List<String> TABLE_NAMES =
            List.of("/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2");
    private static final List<String> UNIT_WANTS = List.of(
            "/etc/systemd/system/sysinit.target.wants/nftables.service",
            "/etc/systemd/system/multi-user.target.wants/nftables.service");

    private final SmallFiles files;
    private final SortedMap<String, Said> settings = new TreeMap<>();

    private ConfiguredSettings(SmallFiles files) {
        this.files = files;
    }

    /** By {@code PROGRAM/KEY}. */
    static SortedMap<String, Said> of(SmallFiles files) {
        ConfiguredSettings read = new ConfiguredSettings(files);
        read.sysctls();
        read.networkd();
        read.firewalld("/etc/firewalld/firewalld.conf");
        read.nftables();
        return read.settings;
    }

    // procps reads sysctl.conf last; systemd does only where a name such as 99-sysctl.conf links to it.
    private void sysctls() {
        for (String file : files.merged(SYSCTL_FOLDERS, ".conf")) sysctls(file);
        sysctls("/etc/sysctl.conf");
        // It sets them when it starts.
        if (files.lines("/etc/ufw/ufw.conf").contains("ENABLED=yes")) sysctls("/etc/ufw/sysctl.conf");
    }

    private void sysctls(String file) {
        for (String line : files.lines(file)) {
            int equals = line.indexOf('=');
            if (equals < 0) continue;
            String path = path(line.substring(0, equals).strip());
            if (path.equals("net/ipv4/conf/all/forwarding")) path = Sysctl.IP_FORWARD.path();
            if (path.startsWith("net/ipv4/"))
                settings.put(
                        "sysctl/" + path, new Said(line.substring(equals + 1).strip(), file));
        }
    }

    /** Whichever of dot and slash comes first separates; the other stands for itself, or for a dot in a name. */
    private static String path(String key) {
        String name = key.startsWith("-") ? key.substring(1) : key;
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (dot < 0 || (slash >= 0 && slash < dot)) return name;
        StringBuilder path = new StringBuilder(name);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '.') path.setCharAt(i, '/');
            else if (c == '/') path.setCharAt(i, '.');
        }
        return path.toString();
    }

    /** The first main file there is, then all drop-ins by name (systemd.syntax(7)). */
    private void networkd() {
        SYSTEMD_FOLDERS.stream()
                .map(folder -> folder + "/networkd.conf")
                .filter(files::exists)
                .findFirst()
                .ifPresent(this::networkd);
        List<String> folders = SYSTEMD_FOLDERS.stream()
                .map(folder -> folder + "/networkd.conf.d")
                .toList();
        files.merged(folders, ".conf").forEach(this::networkd);
    }

    private void networkd(String file) {
        // In another section networkd passes them over.
        assignments(files.section(file, "Network"), file, "networkd/", key -> key.startsWith("ManageForeign"));
    }

    private void assignments(List<String> lines, String file, String program, Predicate<String> keys) {
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 0) continue;
            String key = line.substring(0, equals).strip();
            if (keys.test(key))
                settings.put(program + key, new Said(line.substring(equals + 1).strip(), file));
        }
    }

    private void firewalld(String file) {
        assignments(files.lines(file), file, "firewalld/", key -> key.equals("FirewallBackend"));
    }

    /** Of a service that is switched off, the file does nothing; Debian has one that flushes. */
    private void nftables() {
        if (UNIT_WANTS.stream().noneMatch(files::isThere)) return;
        for (String file : List.of("/etc/nftables.conf", "/etc/sysconfig/nftables.conf"))
            new NftFiles(files).flush(file).ifPresent(said -> settings.put("nftables/flush ruleset", said));
    }

    static SortedMap<TableId, Said> tableNames(SmallFiles files) {
        SortedMap<TableId, Said> names = new TreeMap<>();
        // The file of the administrator stands in for that of the distribution.
        Optional<String> main = TABLE_NAMES.stream()
                .map(folder -> folder + "/rt_tables")
                .filter(files::exists)
                .findFirst();
        main.ifPresent(file -> tableNames(files, file, names));
        List<String> folders =
                TABLE_NAMES.stream().map(folder -> folder + "/rt_tables.d").toList();
        for (String file : files.merged(folders, ".conf")) tableNames(files, file, names);
        return names;
    }

    private static void tableNames(SmallFiles files, String file, SortedMap<TableId, Said> names) {
        for (String line : files.lines(file)) {
            String[] words = line.split("\\s+", 3);
            if (words.length > 1) number(words[0]).ifPresent(table -> names.put(table, new Said(words[1], file)));
        }
    }

    private static Optional<TableId> number(String text) {
        try {
            return Optional.of(new TableId(Long.decode(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no number, or none of a table
        }
    }
}
