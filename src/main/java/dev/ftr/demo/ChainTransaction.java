package dev.ftr.demo;

import dev.ftr.demo.SimulatedFirewall.Entry;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Jump;
import dev.ftr.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Edits of chains, on a copy that is thrown away when one of them is refused, as iptables-restore does it. */
final class ChainTransaction {
    private static final String NO_CHAIN = "No chain/target/match by that name";

    private final SimulatedFirewall firewall;

    ChainTransaction(SimulatedFirewall copy) {
        this.firewall = copy;
    }

    /** Makes the change; what iptables says when it refuses. */
    Optional<String> make(Change change) {
        return switch (change) {
            case Change.CreateChain c -> {
                firewall.chains().put(c.chain(), new ArrayList<>());
                yield Optional.empty();
            }
            case Change.RewriteChain c -> {
                firewall.chains().put(c.chain(), entries(c.after()));
                yield Optional.empty();
            }
            case Change.InsertChainRule c -> insert(c.chain(), c.position(), new Entry.Rule(c.rule()));
            case Change.ReplaceChainRule c -> replace(c);
            case Change.DeleteChainRule c -> deleteRule(c.chain(), c.position());
            case Change.DeleteChain c -> deleteChain(c.chain());
            case Change.AddJump c -> addJump(c.jump());
            case Change.DeleteJump c -> deleteJump(c.jump());
            case Change.SetSysctl c -> throw notOfChains(c);
            case Change.PutRoute c -> throw notOfChains(c);
            case Change.DeleteRoute c -> throw notOfChains(c);
            case Change.AddRule c -> throw notOfChains(c);
            case Change.DeleteRule c -> throw notOfChains(c);
            case Change.ForgetConnections c -> throw notOfChains(c);
        };
    }

    Optional<String> insert(ChainId chain, int position, Entry entry) {
        List<Entry> entries = firewall.chains().get(chain);
        if (entries == null) return Optional.of(NO_CHAIN);
        if (position < 1 || position > entries.size() + 1) return Optional.of("Index of insertion too big");
        if (leadsNowhere(chain, entry)) return Optional.of(NO_CHAIN);
        entries.add(position - 1, entry);
        return Optional.empty();
    }

    private Optional<String> replace(Change.ReplaceChainRule change) {
        List<Entry> entries = firewall.chains().get(change.chain());
        if (entries == null) return Optional.of(NO_CHAIN);
        if (change.position() < 1 || change.position() > entries.size())
            return Optional.of("Index of replacement too big");
        if (leadsNowhere(change.chain(), new Entry.Rule(change.after()))) return Optional.of(NO_CHAIN);
        entries.set(change.position() - 1, new Entry.Rule(change.after()));
        return Optional.empty();
    }

    Optional<String> deleteRule(ChainId chain, int position) {
        List<Entry> entries = firewall.chains().get(chain);
        if (entries == null) return Optional.of(NO_CHAIN);
        if (position < 1 || position > entries.size()) return Optional.of("Index of deletion too big");
        entries.remove(position - 1);
        return Optional.empty();
    }

    private Optional<String> deleteChain(ChainId chain) {
        List<Entry> entries = firewall.chains().get(chain);
        if (entries == null) return Optional.of(NO_CHAIN);
        entries.clear();
        if (firewall.isReferenced(chain)) return Optional.of("Too many links");
        firewall.chains().remove(chain);
        return Optional.empty();
    }

    private Optional<String> addJump(Jump jump) {
        List<Entry> entries = firewall.chains().get(jump.builtIn());
        if (entries == null || !firewall.chains().containsKey(jump.targetChain())) return Optional.of(NO_CHAIN);
        entries.add(jump.first() ? 0 : entries.size(), new Entry.JumpTo(jump.target()));
        return Optional.empty();
    }

    private Optional<String> deleteJump(Jump jump) {
        boolean found = firewall.entries(jump.builtIn()).remove(new Entry.JumpTo(jump.target()));
        return found ? Optional.empty() : Optional.of("Bad rule (does a matching rule exist in that chain?)");
    }

    private boolean leadsNowhere(ChainId chain, Entry entry) {
        return SimulatedFirewall.target(entry)
                .filter(t -> !firewall.chains().containsKey(new ChainId(chain.family(), chain.table(), t)))
                .isPresent();
    }

    private static List<Entry> entries(List<ChainRule> rules) {
        List<Entry> entries = new ArrayList<>();
        for (ChainRule rule : rules) entries.add(new Entry.Rule(rule));
        return entries;
    }

    private static IllegalArgumentException notOfChains(Change change) {
        return new IllegalArgumentException("not an edit of a chain: " + change);
    }
}
