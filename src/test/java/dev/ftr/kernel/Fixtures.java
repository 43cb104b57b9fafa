package dev.ftr.kernel;

import dev.ftr.model.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What tools of several versions printed on several hosts: {@code src/test/resources/fixtures}. */
final class Fixtures {
    private static final Path ROOT = Path.of("src/test/resources/fixtures");

    private Fixtures() {}

    /** Output of {@code ip -j}, in {@code VERSION-HOST.WHAT[.ipv6].json}. */
    record Ip(String name, Family family, String host, String what, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Output of iptables-save, in {@code VERSION-HOST.TABLE.txt}. */
    record Saved(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Ip> ip() {
        return files("ip", ".json").map(Fixtures::ip).toList();
    }

    static List<Saved> iptables() {
        return files("iptables", ".txt")
                .map(f -> new Saved(f.getFileName().toString(), read(f)))
                .toList();
    }

    static String text(String path) {
        return read(ROOT.resolve(path));
    }

    private static Ip ip(Path file) {
        String name = file.getFileName().toString().replace(".json", "");
        Family family = name.endsWith(".ipv6") ? Family.IPV6 : Family.IPV4;
        String rest = name.replace(".ipv6", "");
        int dot = rest.lastIndexOf('.');
        return new Ip(name, family, rest.substring(0, dot), rest.substring(dot + 1), read(file));
    }

    private static Stream<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
