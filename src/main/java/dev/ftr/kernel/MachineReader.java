package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.model.Route;
import dev.ftr.model.Sysctl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Looks at what else is on this machine. Needs no privilege: what it may not see is absent; and it never fails. */
public final class MachineReader {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final Path root;
    private final Supplier<SortedMap<Integer, Link>> devices;
    private final Iptables iptables;

    /**
     * @param root of the file system
     * @param devices the interfaces with an address, by number
     */
    MachineReader(Path root, Supplier<SortedMap<Integer, Link>> devices, Iptables iptables) {
        this.root = root;
        this.devices = devices;
        this.iptables = iptables;
    }

    public static MachineReader of(Iptables iptables) {
        return new MachineReader(Path.of("/"), LocalDevices::withAddress, iptables);
    }

    /** The interfaces of this machine that have an IPv4 address; no file is read. */
    public Links links() {
        return links(devices.get());
    }

    /** All but the firewall, which takes a process; reads some hundred small files. */
    public Machine read() {
        SmallFiles files = new SmallFiles(root);
        SortedMap<Integer, Link> found = devices.get();
        Links links = links(found);
        SortedMap<Sysctl, String> sysctls = new TreeMap<>();
        List<Sysctl> asked = new ArrayList<>(List.of(Sysctl.IP_FORWARD));
        links.byName().keySet().forEach(device -> asked.add(Sysctl.forwarding(device)));
        for (Sysctl sysctl : asked)
            files.lines("/proc/sys/" + sysctl.path()).stream()
                    .findFirst()
                    .ifPresent(value -> sysctls.put(sysctl, value));
        return new Machine(
                links,
                Programs.running(root.resolve("proc")),
                ConfiguredSettings.of(files),
                ConfiguredSettings.tableNames(files),
                sysctls,
                networkManaged(files, found),
                hasDefault(files.lines("/proc/self/net/route")),
                Optional.empty());
    }

    /** What is foreign in the firewall; empty: it cannot be listed, which takes root. Takes two processes. */
    public Optional<ForeignFirewall> firewall() {
        return firewall(FirewallListing.start(iptables, Family.IPV4));
    }

    /** The same, of a listing that is there already or on its way. */
    public Optional<ForeignFirewall> firewall(FirewallListing listing) {
        try {
            return Optional.of(ForeignListing.parse(listing.all().out()).with(listing.hooks()));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    /**
     * Routes of others to these, for each those that cover it or a part of it; some processes. Empty: they cannot be listed.
     *
     * @param protocol of rules that are ours
     */
    public SortedMap<Cidr, List<Route>> routesTo(Collection<Cidr> destinations, int protocol) {
        try {
            return new OtherRoutes(iptables.runner()).to(destinations, protocol);
        } catch (KernelException e) {
            return new TreeMap<>();
        }
    }

    /** What an administrator should know about the tools of the firewall; takes two processes. */
    public Optional<String> otherBackend() {
        try {
            return iptables.otherBackend(
                    Family.IPV4, FirewallListing.start(iptables, Family.IPV4).all());
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    /** The default route of table main, if packets to an address on the internet take it now; takes a process. */
    public Optional<String> defaultInMain(IpAddress somewhere) {
        try {
            Result result = iptables.runner()
                    .run(List.of("ip", "-N", "-j", "-4", "route", "get", "fibmatch", somewhere.toString()), "");
            // Without any route, ip fails.
            return result.failed() ? Optional.empty() : IpListing.defaultInMain(result.out());
        } catch (KernelException e) {
            return Optional.empty();
        }
    }

    private static Links links(SortedMap<Integer, Link> found) {
        SortedMap<InterfaceName, Link> byName = new TreeMap<>();
        found.values().forEach(link -> byName.put(link.name(), link));
        return Links.of(byName);
    }

    /** NetworkManager keeps a file for each device, by number. */
    private static SortedSet<InterfaceName> networkManaged(SmallFiles files, SortedMap<Integer, Link> found) {
        SortedSet<InterfaceName> managed = new TreeSet<>();
        found.forEach((index, link) -> {
            if (files.lines("/run/NetworkManager/devices/" + index).contains("managed=true")) managed.add(link.name());
        });
        return managed;
    }

    /** The kernel lists table main here, its default routes first. */
    private static boolean hasDefault(List<String> routes) {
        return routes.stream()
                .map(line -> BLANKS.split(line, -1))
                .anyMatch(words -> words.length > 7 && words[1].equals("00000000") && words[7].equals("00000000"));
    }
}
