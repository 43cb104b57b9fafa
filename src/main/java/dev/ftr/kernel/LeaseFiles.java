package dev.ftr.kernel;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that DHCP clients keep in files: systemd-networkd, dhcpcd, dhclient, NetworkManager, and udhcpc with a script
 * that saves what it is given. What is in them is somebody else's business: a file that cannot be read or understood is no
 * lease and no error.
 */
final class LeaseFiles {
    /** In bytes; longer than any lease. Of a longer file the end is read: dhclient appends. */
    static final int LONGEST = 1 << 18;

    /** Of a folder with more names, the rest is not looked at. */
    private static final int MOST_NAMES = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(LeaseFiles.class);

    private final Path root;
    private final InstantSource clock;

    /** @param root where {@code run} and {@code var} are */
    LeaseFiles(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /**
     * All leases of an interface, also those of the past, from the newest file to the oldest.
     *
     * @param index of the interface in the kernel
     */
    List<Lease> of(InterfaceName device, int index) {
        Instant now = clock.instant();
        String own = device + ".lease";
        Function<String, Optional<Lease>> dhclient = text -> DhclientLeases.newest(text, device, now);
        List<Found> found = new ArrayList<>();
        found.addAll(texts("run/systemd/netif/leases", Integer.toString(index)::equals, LeaseAssignments::lease));
        found.addAll(texts("run/udhcpc", own::equals, LeaseAssignments::lease));
        found.addAll(texts("var/lib/udhcpc", own::equals, LeaseAssignments::lease));
        found.addAll(in("var/lib/dhcpcd", name -> isOf(name, device.value()), BootpReply::lease));
        found.addAll(in("var/lib/dhcpcd5", name -> isOf(name, "dhcpcd-" + device), BootpReply::lease));
        found.addAll(texts("var/lib/dhcp", name -> name.contains(".lease"), dhclient));
        found.addAll(texts("var/lib/dhclient", name -> name.contains(".lease"), dhclient));
        found.addAll(texts("var/lib/NetworkManager", name -> isOfNetworkManager(name, "dhclient-", own), dhclient));
        found.addAll(texts(
                "var/lib/NetworkManager", name -> isOfNetworkManager(name, "internal-", own), LeaseAssignments::lease));
        return found.stream()
                .sorted(Comparator.comparing(Found::written).reversed())
                .map(Found::lease)
                .toList();
    }

    /** A lease of dhcpcd; on a wireless interface it has the network in its name. */
    private static boolean isOf(String file, String name) {
        return file.endsWith(".lease") && (file.equals(name + ".lease") || file.startsWith(name + "-"));
    }

    /** With the number of the connection between program and interface. */
    private static boolean isOfNetworkManager(String file, String program, String own) {
        return file.startsWith(program) && file.endsWith("-" + own);
    }

    private record Found(Lease lease, FileTime written) {}

    private List<Found> texts(String folder, Predicate<String> names, Function<String, Optional<Lease>> reader) {
        return in(folder, names, content -> reader.apply(new String(content, StandardCharsets.UTF_8)));
    }

    private List<Found> in(String folder, Predicate<String> names, Function<byte[], Optional<Lease>> reader) {
        Path there = root.resolve(folder);
        if (!Files.isDirectory(there)) return List.of();
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(there).limit(MOST_NAMES)) {
            for (Path file :
                    files.filter(f -> names.test(f.getFileName().toString())).toList())
                read(file, reader).ifPresent(found::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.debug("leases in {}: {}", there, e.toString());
        }
        return found;
    }

    private static Optional<Found> read(Path file, Function<byte[], Optional<Lease>> reader) {
        try {
            // Reading a pipe could wait for ever.
            if (!Files.isRegularFile(file)) return Optional.empty();
            FileTime written = Files.getLastModifiedTime(file);
            return reader.apply(end(file)).map(lease -> new Found(lease, written));
        } catch (IOException e) {
            LOG.debug("lease in {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static byte[] end(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                InputStream in = Channels.newInputStream(channel)) {
            channel.position(Math.max(0, channel.size() - LONGEST));
            return in.readNBytes(LONGEST);
        }
    }
}
