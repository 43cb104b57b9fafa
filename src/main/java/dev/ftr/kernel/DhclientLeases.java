package dev.ftr.kernel;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.Lease;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The file to which dhclient appends each lease that it gets: dhclient.leases(5). */
final class DhclientLeases {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/M/d HH:mm:ss");

    private final InterfaceName device;
    private final Instant now;
    private Optional<Lease> newest = Optional.empty();

    private DhclientLeases(InterfaceName device, Instant now) {
        this.device = device;
        this.now = now;
    }

    /** The newest lease of the interface that has not expired; it is the last of them in the file. */
    static Optional<Lease> newest(String text, InterfaceName device, Instant now) {
        DhclientLeases leases = new DhclientLeases(device, now);
        leases.read(DhclientTokens.of(text));
        return leases.newest;
    }

    private void read(List<String> tokens) {
        List<List<String>> block = new ArrayList<>();
        List<String> statement = new ArrayList<>();
        int depth = 0;
        boolean lease = false;
        for (String token : tokens) {
            switch (token) {
                case "{" -> {
                    if (depth++ == 0) lease = statement.equals(List.of("lease"));
                    statement = new ArrayList<>();
                }
                case "}" -> {
                    depth = Math.max(0, depth - 1);
                    if (depth == 0 && lease) take(block);
                    if (depth == 0) block.clear();
                    statement = new ArrayList<>();
                }
                case ";" -> {
                    if (depth == 1) block.add(statement);
                    statement = new ArrayList<>();
                }
                case "," -> {}
                default -> statement.add(token);
            }
        }
    }

    private void take(List<List<String>> statements) {
        LeaseOptions options = new LeaseOptions();
        boolean ours = false;
        boolean expired = false;
        for (List<String> words : statements) {
            if (words.size() < 2) continue;
            List<String> values = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "interface" -> ours = values.getFirst().equals('"' + device.value() + '"');
                case "fixed-address" -> options.address(values.getFirst());
                case "expire" -> expired = hasPassed(values);
                case "option" -> option(options, values.getFirst(), values.subList(1, values.size()));
                default -> {}
            }
        }
        if (ours && !expired) newest = options.lease().or(() -> newest);
    }

    private static void option(LeaseOptions options, String name, List<String> values) {
        switch (name) {
            case "routers" -> options.routers(values.stream());
            case "dhcp-server-identifier" -> values.stream().findFirst().ifPresent(options::server);
            case "rfc3442-classless-static-routes", "classless-static-routes" -> options.classlessRoutes(bytes(values));
            default -> {}
        }
    }

    private static byte[] bytes(List<String> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (!values.get(i).matches("\\d{1,3}")) return Arrays.copyOf(bytes, i);
            bytes[i] = (byte) Integer.parseInt(values.get(i));
        }
        return bytes;
    }

    /** {@code never}, {@code epoch 1795383901}, or a day of the week, date and time, all in UTC. */
    private boolean hasPassed(List<String> when) {
        try {
            if (when.size() == 2 && when.getFirst().equals("epoch"))
                return !Instant.ofEpochSecond(Long.parseLong(when.get(1))).isAfter(now);
            if (when.size() == 3)
                return !LocalDateTime.parse(when.get(1) + " " + when.get(2), DATE)
                        .toInstant(ZoneOffset.UTC)
                        .isAfter(now);
            return false;
        } catch (DateTimeException | NumberFormatException e) {
            return false;
        }
    }
}
