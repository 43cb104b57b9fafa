package dev.ftr.demo;

import dev.ftr.kernel.Transaction;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that the simulated kernel holds, and how its parts depend on each other. */
final class SimulatedState {
    static final TableId LOCAL = new TableId(255);
    private static final TableId DEFAULT = new TableId(253);

    private final SimulatedLinks links;
    private final SimulatedRoutes routes;
    private final List<PolicyRule> rules;
    private final SortedMap<Sysctl, String> sysctls;
    private final List<FwMark> forgotten = new ArrayList<>();
    private final Map<Neighbour, MacAddress> stations = new HashMap<>();
    private SimulatedFirewall firewall;

    SimulatedState() {
        this.links = new SimulatedLinks();
        this.routes = new SimulatedRoutes(links);
        this.rules = new ArrayList<>(
                List.of(atBoot(0, LOCAL), atBoot(RulePriority.MAIN.value(), TableId.MAIN), atBoot(32767, DEFAULT)));
        this.sysctls = new TreeMap<>();
        sysctls.put(Sysctl.IP_FORWARD, "0");
        sysctls.put(Sysctl.MULTIPATH_HASH_POLICY, "0");
        sysctls.put(Sysctl.MULTIPATH_HASH_FIELDS, "7");
        this.firewall = new SimulatedFirewall();
    }

    private SimulatedState(SimulatedState original) {
        this.links = original.links.copy();
        this.routes = original.routes.copy(links);
        this.rules = new ArrayList<>(original.rules);
        this.sysctls = new TreeMap<>(original.sysctls);
        this.firewall = original.firewall.copy();
        this.forgotten.addAll(original.forgotten);
        this.stations.putAll(original.stations);
    }

    SimulatedState copy() {
        return new SimulatedState(this);
    }

    SimulatedLinks links() {
        return links;
    }

    SimulatedRoutes routes() {
        return routes;
    }

    /** In the order in which the kernel asks them. */
    List<PolicyRule> rules() {
        return rules;
    }

    SortedMap<Sysctl, String> sysctls() {
        return sysctls;
    }

    SimulatedFirewall firewall() {
        return firewall;
    }

    /** The marks whose connections were forgotten, in this order. */
    List<FwMark> forgotten() {
        return forgotten;
    }

    /** The neighbour table. */
    Map<Neighbour, MacAddress> stations() {
        return stations;
    }

    boolean isOn(Sysctl sysctl) {
        return !sysctls.getOrDefault(sysctl, "0").equals("0");
    }

    void addLink(InterfaceName name, List<LinkAddress> addresses) {
        if (links.find(name).isPresent()) throw new IllegalArgumentException("File exists");
        links.put(new Link(name, true, true, List.of()));
        for (LinkAddress address : addresses) addAddress(name, address);
        sysctls.put(Sysctl.rpFilter(name), "0");
        sysctls.put(Sysctl.ignoreRoutesWithLinkdown(name), "0");
    }

    void removeLink(InterfaceName name) {
        for (LinkAddress address : links.get(name).addresses()) removeAddress(name, address.local());
        links.remove(name);
        routes.removeOver(name);
        sysctls.remove(Sysctl.rpFilter(name));
        sysctls.remove(Sysctl.ignoreRoutesWithLinkdown(name));
    }

    void setAdmin(InterfaceName name, boolean up) {
        links.setAdmin(name, up);
        Link link = links.get(name);
        if (up) link.addresses().forEach(a -> routes.addConnected(link, a));
        else routes.removeDead();
    }

    void addAddress(InterfaceName name, LinkAddress address) {
        links.addAddress(name, address);
        routes.addConnected(links.get(name), address);
    }

    void removeAddress(InterfaceName name, IpAddress local) {
        LinkAddress removed = links.removeAddress(name, local);
        routes.removeConnected(links.get(name), removed);
        if (!links.isLocal(local)) routes.removeWithSource(local);
        routes.removeDead();
    }

    /** A new rule stands behind those with its priority. */
    Optional<String> addRule(PolicyRule rule) {
        if (rules.contains(rule)) return Optional.of("File exists");
        int place = 0;
        while (place < rules.size() && rules.get(place).priority().compareTo(rule.priority()) <= 0) place++;
        rules.add(place, rule);
        return Optional.empty();
    }

    Optional<String> deleteRule(PolicyRule rule) {
        return rules.remove(rule) ? Optional.empty() : Optional.of("No such file or directory");
    }

    Optional<String> setSysctl(Sysctl sysctl, String value) {
        if (sysctls.replace(sysctl, value) != null) return Optional.empty();
        return Optional.of("/proc/sys/%s: No such file or directory".formatted(sysctl.path()));
    }

    /** Makes the changes, all or none; the kernel's words when it refuses. What is gone already counts as deleted. */
    Optional<String> make(Transaction transaction) {
        Change first = transaction.steps().getFirst().change();
        return switch (first) {
            case Change.SetSysctl c -> setSysctl(c.sysctl(), c.after());
            case Change.PutRoute c -> routes.put(c.after());
            case Change.AddRule c -> addRule(c.rule());
            case Change.DeleteRoute c -> {
                routes.delete(c.route());
                yield Optional.empty();
            }
            case Change.DeleteRule c -> {
                deleteRule(c.rule());
                yield Optional.empty();
            }
            case Change.CreateChain c -> restore(transaction);
            case Change.RewriteChain c -> restore(transaction);
            case Change.DeleteChain c -> restore(transaction);
            case Change.ChainEdit c -> restore(transaction);
            case Change.AddJump c -> restore(transaction);
            case Change.DeleteJump c -> restore(transaction);
            case Change.ForgetConnections c -> {
                forgotten.add(c.mark());
                yield Optional.empty();
            }
        };
    }

    private Optional<String> restore(Transaction transaction) {
        SimulatedFirewall copy = firewall.copy();
        ChainTransaction edits = new ChainTransaction(copy);
        for (Step step : transaction.steps()) {
            Optional<String> words = edits.make(step.change());
            if (words.isPresent()) return words;
        }
        firewall = copy;
        return Optional.empty();
    }

    private static PolicyRule atBoot(long priority, TableId table) {
        return new PolicyRule(
                Family.IPV4,
                new RulePriority(priority),
                new RuleSelector.All(),
                new RuleAction.Lookup(table),
                SimulatedRoutes.KERNEL_PROTOCOL);
    }
}
