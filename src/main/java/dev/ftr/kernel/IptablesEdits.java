package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.Jump;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.FirewallChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Changes of chains as arguments of iptables, behind the table: one command, or one line of iptables-restore, each. */
final class IptablesEdits {
    private IptablesEdits() {}

    /** One atomic iptables-restore for changes of one table; with {@code --noflush} it touches nothing else. */
    static String restore(List<FirewallChange> changes) {
        StringBuilder text = new StringBuilder();
        text.append('*').append(changes.getFirst().chain().table()).append('\n');
        Map<ChainId, Integer> lengths = new HashMap<>();
        for (FirewallChange change : changes) {
            boolean atEnd = isAtEnd(change, lengths);
            count(change, lengths);
            for (List<String> line : atEnd ? List.of(appending(change)) : lines(change))
                text.append(String.join(
                                " ", line.stream().map(IptablesEdits::quoted).toList()))
                        .append('\n');
        }
        return text.append("COMMIT\n").toString();
    }

    // An insertion by position takes iptables-nft time that grows with the position: 1000 rules 200 to 490 ms, appended
    // 100.
    private static boolean isAtEnd(FirewallChange change, Map<ChainId, Integer> lengths) {
        return change instanceof Change.InsertChainRule(ChainId chain, int position, var rule)
                && lengths.getOrDefault(chain, -1) == position - 1;
    }

    /** Keeps the lengths of the chains that are made in this restore; of others they are not known. */
    private static void count(FirewallChange change, Map<ChainId, Integer> lengths) {
        ChainId chain = change.chain();
        switch (change) {
            case Change.CreateChain create -> lengths.put(chain, 0);
            case Change.RewriteChain rewrite ->
                lengths.put(chain, rewrite.after().size());
            case Change.InsertChainRule insert -> lengths.computeIfPresent(chain, (c, length) -> length + 1);
            case Change.DeleteChainRule delete -> lengths.computeIfPresent(chain, (c, length) -> length - 1);
            case Change.ReplaceChainRule replace -> {}
            case Change.DeleteChain delete -> lengths.remove(chain);
            case Change.AddJump jump -> {}
            case Change.DeleteJump jump -> {}
        }
    }

    private static List<String> appending(FirewallChange change) {
        if (!(change instanceof Change.InsertChainRule(ChainId chain, int position, var rule)))
            throw new IllegalArgumentException("not an insertion: " + change);
        return join(List.of("-A", chain.name()), IptablesRule.words(rule));
    }

    /** The lines of iptables-restore that make the change; {@code -N} is written as the restore format has it. */
    private static List<List<String>> lines(FirewallChange change) {
        return switch (change) {
            case Change.CreateChain(ChainId chain) -> List.of(List.of(":" + chain.name(), "-", "[0:0]"));
            case Change.RewriteChain(ChainId chain, var before, var after) -> {
                List<List<String>> lines = new ArrayList<>();
                lines.add(List.of(":" + chain.name(), "-", "[0:0]"));
                after.forEach(rule -> lines.add(join(List.of("-A", chain.name()), IptablesRule.words(rule))));
                yield lines;
            }
            case Change.DeleteChain(ChainId chain, var rules) ->
                List.of(List.of("-F", chain.name()), List.of("-X", chain.name()));
            case Change.ChainEdit edit -> List.of(arguments(edit));
            case Change.AddJump add -> List.of(arguments(add));
            case Change.DeleteJump delete -> List.of(arguments(delete));
        };
    }

    // A word of a foreign rule that is put back, such as a comment, comes as it stood between the quotes of
    // iptables-save.
    private static String quoted(String word) {
        return word.isEmpty() || word.chars().anyMatch(c -> c == ' ' || c == '\\' || c == '\'')
                ? '"' + word + '"'
                : word;
    }

    /** The arguments of a single iptables command that makes the change. */
    static List<String> arguments(FirewallChange change) {
        return switch (change) {
            case Change.InsertChainRule(ChainId chain, int position, var rule) ->
                join(List.of("-I", chain.name(), Integer.toString(position)), IptablesRule.words(rule));
            case Change.ReplaceChainRule(ChainId chain, int position, var before, var after) ->
                join(List.of("-R", chain.name(), Integer.toString(position)), IptablesRule.words(after));
            case Change.DeleteChainRule(ChainId chain, int position, var rule) ->
                List.of("-D", chain.name(), Integer.toString(position));
            case Change.CreateChain(ChainId chain) -> List.of("-N", chain.name());
            case Change.RewriteChain(ChainId chain, var before, var after) -> List.of("-F", chain.name());
            case Change.DeleteChain(ChainId chain, var rules) -> List.of("-X", chain.name());
            case Change.AddJump(Jump jump) ->
                jump.first()
                        ? List.of("-I", jump.builtIn().name(), "1", "-j", jump.target())
                        : List.of("-A", jump.builtIn().name(), "-j", jump.target());
            case Change.DeleteJump(Jump jump) -> List.of("-D", jump.builtIn().name(), "-j", jump.target());
        };
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
