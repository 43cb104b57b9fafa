package dev.ftr.kernel;

import dev.ftr.model.Family;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Sysctl;
import dev.ftr.plan.Plan;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The kernel of this machine, or of the network namespace that this process runs in. */
public final class LinuxKernel implements Kernel {
    private static final Family FAMILY = Family.IPV4;

    private final CommandRunner runner;
    private final Iptables iptables;
    private final IpReader ip;
    private final PlanExecution execution;
    private final Optional<Supplier<FirewallListing>> listing;

    public LinuxKernel(CommandRunner runner, Iptables iptables) {
        this(runner, iptables, Path.of("/"));
    }

    /** @param root where the lease files of DHCP clients are, in {@code run} and {@code var} */
    LinuxKernel(CommandRunner runner, Iptables iptables, Path root) {
        this(runner, iptables, root, Optional.empty());
    }

    private LinuxKernel(
            CommandRunner runner, Iptables iptables, Path root, Optional<Supplier<FirewallListing>> listing) {
        this.listing = listing;
        this.runner = runner;
        this.iptables = iptables;
        this.ip = new IpReader(runner, FAMILY, new LeaseFiles(root, InstantSource.system()));
        this.execution = new PlanExecution(runner, iptables);
    }

    /**
     * For one who changes nothing.
     *
     * @param listing gives the tables of iptables when they are wanted; they are not listed again
     */
    public static LinuxKernel reading(Iptables iptables, Supplier<FirewallListing> listing) {
        return new LinuxKernel(iptables.runner(), iptables, Path.of("/"), Optional.of(listing));
    }

    @Override
    public Reading read(ReadScope scope) throws KernelException {
        FirewallReading firewall = new FirewallReading(iptables, FAMILY, scope, listing);
        firewall.start();
        IpSets sets = new IpSets(scope.sets());
        sets.start(runner);
        IpReader.Answers answers = ip.read(scope);
        firewall.await();
        KernelState state = new KernelState(
                sysctls(scope.sysctls()), answers.routes(), answers.rules(), firewall.chains(), firewall.jumps());
        Links links = answers.links();
        Map<Neighbour, MacAddress> stations =
                Stations.remembered(scope.stations(), links.stations(), firewall.chains());
        List<String> notices = new ArrayList<>(firewall.notices());
        if (!scope.firewall().isEmpty()) notices.addAll(Conntrack.notices());
        Set<String> missing = sets.missing();
        notices.addAll(sets.notices());
        return new Reading(
                state,
                firewall.tables(),
                new Links(links.byName(), links.routedNeighbours(), stations, links.leases()),
                answers.defaultInMain(),
                missing,
                notices,
                firewall.problems());
    }

    @Override
    public List<Refusal> apply(Plan plan) {
        return execution.run(plan);
    }

    private static SortedMap<Sysctl, String> sysctls(List<Sysctl> wanted) throws KernelException {
        SortedMap<Sysctl, String> values = new TreeMap<>();
        for (Sysctl sysctl : wanted) SysctlFiles.read(sysctl).ifPresent(value -> values.put(sysctl, value));
        return values;
    }
}
