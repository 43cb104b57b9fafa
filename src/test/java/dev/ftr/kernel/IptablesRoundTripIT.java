package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import dev.ftr.plan.Change;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** The chains that we write, iptables-restore, iptables-save and the kernel give back as equal values. */
class IptablesRoundTripIT {
    private static final CommandRunner RUNNER = new CommandRunner(Duration.ofSeconds(20));
    private static final NetworkNamespace NFT = NetworkNamespace.create("nft");
    private static final NetworkNamespace LEGACY = NetworkNamespace.create("legacy");

    @AfterContainer
    static void close() {
        NFT.close();
        LEGACY.close();
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void chainsAreReadBackEqualByNft(@ForAll("rules") List<ChainRule> rules) {
        assertReadBack(NFT, "-nft", rules);
    }

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void chainsAreReadBackEqualByLegacy(@ForAll("rules") List<ChainRule> rules) {
        assertReadBack(LEGACY, "-legacy", rules);
    }

    @Provide
    Arbitrary<List<ChainRule>> rules() {
        return Vocabulary.rules().list().ofSize(200);
    }

    private static void assertReadBack(NetworkNamespace router, String flavour, List<ChainRule> rules) {
        for (FirewallTable table : FirewallTable.values())
            assertReadBack(
                    router,
                    flavour,
                    table,
                    rules.stream().filter(r -> Vocabulary.tableOf(r) == table).toList());
    }

    private static void assertReadBack(
            NetworkNamespace router, String flavour, FirewallTable table, List<ChainRule> rules) {
        Iptables iptables = new Iptables(RUNNER, flavour);
        String hook = table == FirewallTable.FILTER ? "FORWARD" : "POSTROUTING";
        ChainId chain = new ChainId(Family.IPV4, table, "FTR-" + hook);
        ChainId other = new ChainId(Family.IPV4, table, Vocabulary.JUMPED_TO);
        Jump jump = new Jump(new ChainId(Family.IPV4, table, hook), chain.name());
        IptablesSave full = apply(
                router,
                iptables,
                new Change.CreateChain(chain),
                new Change.CreateChain(other),
                new Change.RewriteChain(chain, List.of(), rules));
        List<ChainRule> read = full.chains().getOrDefault(chain, List.of());
        for (int i = 0; i < Math.min(rules.size(), read.size()); i++) assertEquals(rules.get(i), read.get(i));
        assertEquals(rules.size(), read.size());
        // Emptied first: a built-in chain checks what may stand in the chains that it jumps to.
        IptablesSave jumped = apply(
                router,
                iptables,
                new Change.RewriteChain(chain, rules, List.of()),
                new Change.AddJump(jump),
                new Change.AddJump(jump));
        assertEquals(Map.of(jump, 2), jumped.jumps());
        assertEquals(Map.of(chain, List.of(), other, List.of()), jumped.chains());
        IptablesSave gone = apply(
                router,
                iptables,
                new Change.DeleteJump(jump),
                new Change.DeleteJump(jump),
                new Change.DeleteChain(chain, List.of()),
                new Change.DeleteChain(other, List.of()));
        assertEquals(Map.of(), gone.chains());
    }

    private static IptablesSave apply(NetworkNamespace router, Iptables iptables, Change.FirewallChange... changes) {
        ChainId chain = changes[0].chain();
        return router.run(() -> {
            String lines = IptablesEdits.restore(List.of(changes));
            CommandRunner.Result result = iptables.restore(chain.family(), lines);
            assertEquals(0, result.exit(), () -> result.words() + "\n" + lines);
            String saved = iptables.save(chain.family(), chain.table()).await().out();
            return IptablesSave.parse(saved, chain.family(), chain.table());
        });
    }
}
