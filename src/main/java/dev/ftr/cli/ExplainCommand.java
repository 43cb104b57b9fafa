package dev.ftr.cli;

import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.explain.Arrival;
import dev.ftr.explain.Explainer;
import dev.ftr.explain.Flow;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Snapshot;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description =
                "Says which uplinks new connections of a kind may take, with what share, with which addresses, by "
                        + "which policy, rule, route and chain rule, and where they go when an uplink fails. Touches nothing and "
                        + "sends no probe. It explains what the config asks for; if the kernel differs from that, it says so.")
final class ExplainCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ExplainHealth health;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "who begins the connection (default: the router itself)")
    private @Nullable String from;

    @Option(names = "--to", required = true, paramLabel = "ADDRESS", description = "whom it is meant for")
    private String to = "";

    @Option(names = "--protocol", paramLabel = "NAME", description = "tcp, udp, icmp, ... (default: tcp)")
    private IpProtocol protocol = IpProtocol.TCP;

    @Option(names = "--port", paramLabel = "N", description = "port at the destination")
    private @Nullable Integer port;

    @Option(names = "--source-port", paramLabel = "N", description = "port of the sender")
    private @Nullable Integer sourcePort;

    @Option(
            names = "--in",
            paramLabel = "INTERFACE",
            description = "the interface that it comes in by (default: that of the sender's network)")
    private @Nullable String in;

    @Option(names = "--mark", paramLabel = "N", description = "mark that the first packet has already, such as 0x1")
    private String mark = "0";

    @Option(names = "--in-set", paramLabel = "SET", description = "an ipset that the destination is in; repeatable")
    private Set<String> sets = new TreeSet<>();

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            description = "explain the router that 'ftr snapshot' was run on (default: this one)")
    private @Nullable Path snapshotFile;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        IpAddress destination = address("--to", to);
        if (!destination.isUnicast()) throw misused("--to %s is not the address of a single machine".formatted(to));
        Optional<IpAddress> source = Optional.ofNullable(from).map(text -> address("--from", text));
        OptionalInt destinationPort = port("--port", port);
        OptionalInt fromPort = port("--source-port", sourcePort);
        int bits = bits();
        Optional<InterfaceName> device = Optional.ofNullable(in).map(this::device);
        if (device.isPresent() && source.isEmpty())
            throw misused("what comes in by --in has a sender: --from is missing");

        RouterConfig config = ftr.load().config();
        Snapshot snapshot = snapshot(config, about(config, destination, source));
        if (device.isEmpty()
                && source.filter(a -> !snapshot.links().hasAddress(a)).isPresent())
            device = arrival(source.get(), snapshot);
        device.ifPresent(d -> checkThere(d, config, snapshot));
        Flow flow = new Flow(source, destination, protocol, fromPort, destinationPort, device, bits, sets);
        SortedMap<UplinkId, UplinkState> states = health.states(ftr, config, snapshotFile == null);
        Explained explained = new Explained(
                config, snapshot, states, health.origin(), new Explainer(config, snapshot, health.of(states)), flow);
        switch (output) {
            case TEXT -> new ExplainText(ftr.out(), explained, ftr.sentences()).write();
            case JSON -> ftr.out().println(new ExplainJson(explained).text());
        }
        return Exit.OK;
    }

    /** One of the config may be missing at the moment, as ppp0 is before it has dialled in. */
    private void checkThere(InterfaceName device, RouterConfig config, Snapshot snapshot) {
        boolean known = snapshot.links().find(device).isPresent()
                || config.downlinks().contains(device)
                || config.uplinks().stream().anyMatch(u -> u.device().equals(device));
        if (!known)
            throw misused("--in %s: the router has no such interface; it has %s"
                    .formatted(
                            device,
                            snapshot.links().byName().keySet().stream()
                                    .map(InterfaceName::toString)
                                    .filter(name -> !name.equals("lo"))
                                    .collect(Collectors.joining(", "))));
    }

    private Snapshot snapshot(RouterConfig config, List<IpAddress> about) {
        Snapshots snapshots = new Snapshots(ftr);
        return snapshotFile == null ? snapshots.live(config, about) : snapshots.of(snapshotFile);
    }

    /** All that may have to be found in tables too long to be listed. */
    private static List<IpAddress> about(RouterConfig config, IpAddress to, Optional<IpAddress> from) {
        Set<IpAddress> about = new TreeSet<>();
        about.add(to);
        from.ifPresent(about::add);
        config.traffic().portForwards().stream().map(PortForward::to).forEach(about::add);
        return new ArrayList<>(about);
    }

    private Optional<InterfaceName> arrival(IpAddress source, Snapshot snapshot) {
        Optional<InterfaceName> found = Arrival.of(source, snapshot);
        if (found.isEmpty())
            throw misused("by which interface does %s come in? It is on no network of the router; say it with --in"
                    .formatted(source));
        return found;
    }

    private IpAddress address(String option, String text) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (address.family() == Family.IPV4) return address;
            throw misused("%s %s: only IPv4 is routed by ftr so far".formatted(option, text));
        } catch (IllegalArgumentException e) {
            throw misused("%s: %s".formatted(option, e.getMessage()));
        }
    }

    private OptionalInt port(String option, @Nullable Integer number) {
        if (number == null) return OptionalInt.empty();
        if (number < 1 || number > 65535) throw misused("%s %d is not within 1..65535".formatted(option, number));
        if (!protocol.hasPorts()) throw misused("%s has no ports: %s".formatted(protocol, option));
        return OptionalInt.of(number);
    }

    private InterfaceName device(String name) {
        try {
            return new InterfaceName(name);
        } catch (IllegalArgumentException e) {
            throw misused("--in: %s".formatted(e.getMessage()));
        }
    }

    private int bits() {
        try {
            return mark.startsWith("0x")
                    ? Integer.parseUnsignedInt(mark.substring(2), 16)
                    : Integer.parseUnsignedInt(mark);
        } catch (NumberFormatException e) {
            throw misused("--mark: '%s' is no number of 32 bits, such as 0x1".formatted(mark));
        }
    }

    private ParameterException misused(String words) {
        return new ParameterException(spec.commandLine(), words);
    }

    /**
     * What is explained, and from what.
     *
     * @param origin where the states come from, in words
     */
    record Explained(
            RouterConfig config,
            Snapshot snapshot,
            SortedMap<UplinkId, UplinkState> states,
            String origin,
            Explainer explainer,
            Flow flow) {
        Explained {
            states = new TreeMap<>(states);
        }

        String name(UplinkId id) {
            return config.uplink(id).map(Uplink::name).orElseGet(id::toString);
        }
    }
}
