package dev.ftr.daemon;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.KernelState;
import dev.ftr.model.Link;
import dev.ftr.model.Sysctl;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A simulated kernel that fails at one place, and that somebody looks at after each of its transactions. */
final class FaultyKernel implements Kernel {
    /** How many tries of the whole a fault lasts that does not pass at once. */
    static final int WHILE = 3;

    private static final String WORDS = "refused by the test";

    private final SimulatedKernel kernel;
    private final Fault fault;
    private final int place;
    private final Consumer<Change> watcher;
    private int transactions;
    private int reads;
    private int tries;
    private boolean hit;
    private boolean healed;
    private @Nullable Object victim;

    /** What goes wrong. */
    enum Fault {
        REFUSED,
        REFUSED_FOR_A_WHILE,
        /** It takes long, others change things meanwhile, and then it is refused. */
        HANGS,
        /** It is done all the same. */
        DONE_BUT_REPORTED_AS_REFUSED,
        /** The program ends when it has been done. */
        KILLED_AFTER,
        READ_FAILS,
        READS_FAIL_FOR_A_WHILE,
        NAT_UNREADABLE,
        NAT_UNREADABLE_FOR_A_WHILE,
        MANGLE_UNREADABLE,
        FIREWALL_UNREADABLE_FOR_A_WHILE;

        boolean isOfReads() {
            return compareTo(READ_FAILS) >= 0;
        }

        private Set<FirewallTable> unreadable() {
            return switch (this) {
                case NAT_UNREADABLE, NAT_UNREADABLE_FOR_A_WHILE -> EnumSet.of(FirewallTable.NAT);
                case MANGLE_UNREADABLE -> EnumSet.of(FirewallTable.MANGLE);
                case FIREWALL_UNREADABLE_FOR_A_WHILE -> EnumSet.allOf(FirewallTable.class);
                case REFUSED,
                        REFUSED_FOR_A_WHILE,
                        HANGS,
                        DONE_BUT_REPORTED_AS_REFUSED,
                        KILLED_AFTER,
                        READ_FAILS,
                        READS_FAIL_FOR_A_WHILE -> EnumSet.noneOf(FirewallTable.class);
            };
        }
    }

    /** The program was killed. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Works on this kernel.
     *
     * @param place the transaction, or the reading, that goes wrong; from 0
     * @param watcher told of each transaction when it has been made, or tried, by its first change
     */
    FaultyKernel(SimulatedKernel kernel, Fault fault, int place, Consumer<Change> watcher) {
        this.kernel = kernel;
        this.fault = fault;
        this.place = place;
        this.watcher = watcher;
    }

    /** Whether it came to the place where something goes wrong. */
    boolean wasHit() {
        return hit;
    }

    /** Whether nothing goes wrong any more. */
    boolean isWell() {
        return hit && (tries >= WHILE || !fault.name().endsWith("_WHILE"));
    }

    /** From now on nothing goes wrong. */
    void heal() {
        healed = true;
    }

    void nextTry() {
        if (hit) tries++;
    }

    @Override
    public Reading read(ReadScope scope) throws KernelException {
        boolean wrong = !healed && fault.isOfReads() && isDue(reads++);
        if (!wrong) return kernel.read(scope);
        if (fault.unreadable().isEmpty()) throw new KernelException("ip -j route show table all: no answer in 2 s");
        return without(fault.unreadable(), kernel.read(scope));
    }

    private boolean isDue(int number) {
        if (number == place) hit = true;
        return number == place || (fault.name().endsWith("_WHILE") && hit && !isWell());
    }

    private static Reading without(Set<FirewallTable> unreadable, Reading whole) {
        Set<FirewallTable> left = EnumSet.noneOf(FirewallTable.class);
        left.addAll(whole.firewall());
        if (left.isEmpty()) return whole; // nobody asked
        left.removeAll(unreadable);
        return new Reading(
                whole.state().within(left),
                left,
                whole.links(),
                whole.defaultInMain(),
                whole.notices(),
                List.of("iptables-save: no answer in 2 s"));
    }

    @Override
    public List<Refusal> apply(Plan plan) {
        List<Refusal> refused = new ArrayList<>();
        for (Transaction transaction : Transaction.of(plan)) {
            if (!transaction.mayFollow(refused)) continue;
            refused.addAll(make(transaction));
            watcher.accept(transaction.steps().getFirst().change());
        }
        return refused;
    }

    private List<Refusal> make(Transaction transaction) {
        Object object = object(transaction);
        if (!healed && !fault.isOfReads() && transactions++ == place) {
            hit = true;
            victim = object;
            return fail(transaction);
        }
        boolean again = !healed && fault == Fault.REFUSED_FOR_A_WHILE && object.equals(victim) && !isWell();
        return again ? refusals(transaction) : really(transaction);
    }

    private List<Refusal> fail(Transaction transaction) {
        return switch (fault) {
            case DONE_BUT_REPORTED_AS_REFUSED -> {
                really(transaction);
                yield refusals(transaction);
            }
            case KILLED_AFTER -> {
                really(transaction);
                watcher.accept(transaction.steps().getFirst().change());
                throw new Killed();
            }
            case HANGS -> {
                meddle();
                yield refusals(transaction);
            }
            default -> refusals(transaction);
        };
    }

    /** What somebody else does meanwhile, without harm to the traffic: every jump is there twice, each sysctl is 1. */
    private void meddle() {
        for (Link link : kernel.links()) kernel.setSysctl(Sysctl.rpFilter(link.name()), "1");
        KernelState firewall = kernel.read(ReadScopes.everything(157)).state();
        firewall.jumps().keySet().forEach(j -> kernel.insertChainRule(j.builtIn(), 1, "-j " + j.target()));
    }

    private List<Refusal> really(Transaction transaction) {
        return kernel.apply(new Plan(transaction.steps(), List.of()));
    }

    private static List<Refusal> refusals(Transaction transaction) {
        return transaction.steps().stream()
                .map(s -> new Refusal(s.change(), "%s: %s".formatted(s.change(), WORDS)))
                .toList();
    }

    /** What the transaction is about, however it is put at the next try. */
    private static Object object(Transaction transaction) {
        Change first = transaction.steps().getFirst().change();
        return switch (first) {
            case Change.FirewallChange edit -> edit.chain().table();
            case Change.PutRoute put -> put.after().key();
            case Change.SetSysctl set -> Optional.of(set.sysctl());
            case Change.AddRule add -> add;
            case Change.DeleteRoute delete -> delete;
            case Change.DeleteRule delete -> delete;
            case Change.ForgetConnections forget -> forget;
        };
    }
}
