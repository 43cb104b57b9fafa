package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.plan.Plan;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A network namespace of the real kernel; the far ends of its cables are in a second one. */
final class LinuxWorld implements World {
    private final NetworkNamespace router = NetworkNamespace.create("router");
    private final NetworkNamespace outside = NetworkNamespace.create("outside");
    private final String flavour;
    private final Kernel kernel;

    /**
     * A new namespace.
     *
     * @param flavour {@code -nft} or {@code -legacy}
     */
    LinuxWorld(String flavour) {
        this.flavour = flavour;
        CommandRunner runner = new CommandRunner(Duration.ofSeconds(10));
        LinuxKernel linux = new LinuxKernel(runner, new Iptables(runner, flavour));
        this.kernel = new Kernel() {
            @Override
            public Reading read(ReadScope scope) {
                return router.run(() -> linux.read(scope));
            }

            @Override
            public List<Refusal> apply(Plan plan) {
                return router.run(() -> linux.apply(plan));
            }
        };
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public void addLink(InterfaceName name, List<LinkAddress> addresses) {
        router.connect(name.value(), outside, name.value());
        addresses.forEach(address -> addAddress(name, address));
    }

    @Override
    public void removeLink(InterfaceName name) {
        router.ip("link del " + name);
    }

    @Override
    public void setAdmin(InterfaceName name, boolean up) {
        router.ip("link set %s %s".formatted(name, up ? "up" : "down"));
    }

    @Override
    public void setCarrier(InterfaceName name, boolean carrier) {
        outside.ip("link set %s %s".formatted(name, carrier ? "up" : "down"));
    }

    @Override
    public void addAddress(InterfaceName name, LinkAddress address) {
        router.ip("address add %s dev %s".formatted(text(address), name));
    }

    @Override
    public void removeAddress(InterfaceName name, LinkAddress address) {
        router.ip("address del %s dev %s".formatted(text(address), name));
    }

    private static String text(LinkAddress address) {
        return address.peer()
                .map(peer -> "%s peer %s/%d".formatted(address.local(), peer, address.prefixLength()))
                .orElse("%s/%d".formatted(address.local(), address.prefixLength()));
    }

    @Override
    public void setStation(Neighbour neighbour, Optional<MacAddress> station) {
        String who = "%s dev %s".formatted(neighbour.gateway(), neighbour.device());
        // An entry that nobody has answered for stays in the table, and does not count.
        router.ip(station.map(s -> "neigh replace %s lladdr %s nud stale".formatted(who, s))
                .orElse("neigh replace %s nud failed".formatted(who)));
    }

    @Override
    public void addRoute(Route route) {
        router.ip(String.join(" ", IpCommands.putRoute(route)).replace("route replace", "route append"));
    }

    @Override
    public void deleteRoute(Route route) {
        router.ip(String.join(" ", IpCommands.deleteRoute(route)));
    }

    @Override
    public void addRule(PolicyRule rule) {
        router.ip(String.join(" ", IpCommands.addRule(rule)));
    }

    @Override
    public void deleteRule(PolicyRule rule) {
        router.ip(String.join(" ", IpCommands.deleteRule(rule)));
    }

    @Override
    public void createChain(ChainId chain) {
        iptables(chain, "-N " + chain.name());
    }

    @Override
    public void insertChainRule(ChainId chain, int position, String text) {
        iptables(chain, "-I %s %d %s".formatted(chain.name(), position, text));
    }

    @Override
    public void deleteChainRule(ChainId chain, int position) {
        iptables(chain, "-D %s %d".formatted(chain.name(), position));
    }

    @Override
    public void moveChainRule(ChainId chain, int from, int to) {
        String rule = iptables(chain, "-S %s %d".formatted(chain.name(), from))
                .strip()
                .replaceFirst("^-A \\S+ ", "");
        deleteChainRule(chain, from);
        insertChainRule(chain, to, rule);
    }

    private String iptables(ChainId chain, String words) {
        List<String> command = new ArrayList<>(
                List.of("iptables" + flavour, "-t", chain.table().toString()));
        command.addAll(Arrays.asList(words.split(" ")));
        return router.command(command.toArray(String[]::new));
    }

    @Override
    public String foreignSnapshot(int protocol) {
        String ours = "proto " + protocol;
        String routes = router.ip("-o -N route show table all");
        String rules = router.ip("-N rule show");
        String chains = router.command("iptables" + flavour + "-save");
        return (routes + rules + chains)
                .lines()
                .filter(l -> !l.contains(ours) && !l.contains("FTR-") && !l.startsWith("#"))
                // Built-in chains of a table that was loaded only by being looked at are no change; nor are counters.
                .filter(l -> !l.matches(":[A-Z]+ ACCEPT .*|\\*.*|COMMIT"))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        router.close();
        outside.close();
    }
}
