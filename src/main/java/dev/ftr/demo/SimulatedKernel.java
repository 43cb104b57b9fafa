package dev.ftr.demo;

import dev.ftr.demo.SimulatedFirewall.Entry;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.Sysctl;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A kernel in memory: all of its routes, rules, chains, parameters and interfaces, our own and everybody else's. Methods
 * other than those of {@link Kernel} are what other programs and the world do; what the kernel would refuse them throws
 * {@link IllegalArgumentException} with its words. Safe for use by several threads.
 */
public final class SimulatedKernel implements Kernel {
    private final SimulatedState state;
    private final List<Fault> faults = new ArrayList<>();

    /** A kernel as after boot, with no interface. */
    public SimulatedKernel() {
        this(new SimulatedState());
    }

    private SimulatedKernel(SimulatedState state) {
        this.state = state;
    }

    /** The same kernel once more; from now on the two go their own ways. Faults are not copied. */
    public synchronized SimulatedKernel copy() {
        return new SimulatedKernel(state.copy());
    }

    @Override
    public synchronized Reading read(ReadScope scope) {
        return new SimulatedReading(state, scope).reading();
    }

    @Override
    public synchronized List<Refusal> apply(Plan plan) {
        return applyFirst(plan, Integer.MAX_VALUE);
    }

    /** As {@link #apply}, but ends after this many transactions, as when the program is killed then. */
    public synchronized List<Refusal> applyFirst(Plan plan, int transactions) {
        List<Refusal> refused = new ArrayList<>();
        Transaction.of(plan).stream().limit(transactions).forEach(transaction -> {
            if (transaction.mayFollow(refused)) refused.addAll(make(transaction));
        });
        List<Change> order = plan.steps().stream().map(Step::change).toList();
        refused.sort(Comparator.comparingInt(r -> order.indexOf(r.change())));
        return refused;
    }

    /** The next change of this kind is refused, once, with these words. */
    public synchronized void failNext(Predicate<Change> kind, String words) {
        faults.add(new Fault(kind, words));
    }

    /** Everything that does not carry this protocol number or our chain prefix. */
    public synchronized ForeignSnapshot foreign(int protocol) {
        return new ForeignSnapshot(
                state.routes().all().stream()
                        .filter(r -> r.protocol() != protocol)
                        .toList(),
                state.rules().stream().filter(r -> r.protocol() != protocol).toList(),
                state.firewall().foreign());
    }

    /** The marks whose connections it was made to forget, in this order. */
    public synchronized List<FwMark> forgotten() {
        return List.copyOf(state.forgotten());
    }

    /** The ways of packets through this kernel as it is now. */
    public synchronized PacketWalk packets() {
        return new PacketWalk(state.copy());
    }

    /** Adds an interface that is switched on and has carrier. */
    public synchronized void addLink(InterfaceName name, List<LinkAddress> addresses) {
        state.addLink(name, addresses);
    }

    public synchronized void removeLink(InterfaceName name) {
        state.removeLink(name);
    }

    public synchronized void setAdmin(InterfaceName name, boolean up) {
        state.setAdmin(name, up);
    }

    public synchronized void setCarrier(InterfaceName name, boolean carrier) {
        state.links().setCarrier(name, carrier);
    }

    public synchronized void addAddress(InterfaceName name, LinkAddress address) {
        state.addAddress(name, address);
    }

    public synchronized void removeAddress(InterfaceName name, IpAddress local) {
        state.removeAddress(name, local);
    }

    /** A neighbour has answered from this station; or, with none, is forgotten. */
    public synchronized void setStation(Neighbour neighbour, Optional<MacAddress> station) {
        state.stations().remove(neighbour);
        station.ifPresent(s -> state.stations().put(neighbour, s));
    }

    public synchronized List<Link> links() {
        return List.copyOf(state.links().byName().values());
    }

    /** All routes of all tables, connected ones too. */
    public synchronized List<Route> routes() {
        return List.copyOf(state.routes().all());
    }

    /** Adds a route behind those with the same key ({@code ip route append}). */
    public synchronized void addRoute(Route route) {
        refuse(state.routes().append(route));
    }

    public synchronized void deleteRoute(Route route) {
        refuse(state.routes().delete(route));
    }

    public synchronized void addRule(PolicyRule rule) {
        refuse(state.addRule(rule));
    }

    public synchronized void deleteRule(PolicyRule rule) {
        refuse(state.deleteRule(rule));
    }

    public synchronized void setSysctl(Sysctl sysctl, String value) {
        refuse(state.setSysctl(sysctl, value));
    }

    public synchronized void createChain(ChainId chain) {
        state.firewall().chains().putIfAbsent(chain, new ArrayList<>());
    }

    /**
     * Puts a rule into any chain.
     *
     * @param position where it will stand, from 1
     * @param text as iptables-save prints it; {@code -j CHAIN} to a chain of the table is a jump
     */
    public synchronized void insertChainRule(ChainId chain, int position, String text) {
        String target = text.startsWith("-j ") ? text.substring(3) : "";
        boolean jump = state.firewall().chains().containsKey(new ChainId(chain.family(), chain.table(), target));
        Entry entry = jump ? new Entry.JumpTo(target) : new Entry.Rule(new ChainRule.Unreadable(text));
        refuse(new ChainTransaction(state.firewall()).insert(chain, position, entry));
    }

    /** Takes a rule out of any chain, by its position from 1. */
    public synchronized void deleteChainRule(ChainId chain, int position) {
        refuse(new ChainTransaction(state.firewall()).deleteRule(chain, position));
    }

    /** Moves a rule within its chain; both positions count from 1, the second without the rule. */
    public synchronized void moveChainRule(ChainId chain, int from, int to) {
        List<Entry> entries = state.firewall().entries(chain);
        entries.add(to - 1, entries.remove(from - 1));
    }

    private List<Refusal> make(Transaction transaction) {
        Optional<String> words = transaction.steps().stream()
                .flatMap(s -> fault(s.change()).stream())
                .findFirst()
                .or(() -> state.make(transaction));
        return words.stream()
                .flatMap(w -> transaction.steps().stream()
                        .map(s -> new Refusal(s.change(), "%s: %s".formatted(s.change(), w))))
                .toList();
    }

    private Optional<String> fault(Change change) {
        for (Fault fault : faults)
            if (fault.kind().test(change)) {
                faults.remove(fault);
                return Optional.of(fault.words());
            }
        return Optional.empty();
    }

    private static void refuse(Optional<String> words) {
        words.ifPresent(w -> {
            throw new IllegalArgumentException(w);
        });
    }

    private record Fault(Predicate<Change> kind, String words) {}
}
