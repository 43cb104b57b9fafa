package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.Jump;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.FirewallChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A change in words and as a command, as plans show it.
 *
 * @param kind sysctl, route, rule, chain, jump, iptables_rule or conntrack
 * @param object names what is changed, the same before and after
 * @param command one that would do the same by hand
 */
public record ChangeText(
        String kind,
        Family family,
        String object,
        Optional<String> before,
        Optional<String> after,
        List<String> command) {

    public static ChangeText of(Change change) {
        return switch (change) {
            case Change.SetSysctl(var sysctl, var before, String after) ->
                new ChangeText(
                        "sysctl",
                        Family.IPV4,
                        sysctl.toString(),
                        before,
                        Optional.of(after),
                        List.of("sysctl", "-w", sysctl.path() + "=" + after));
            case Change.PutRoute(var before, Route after) ->
                route(
                        after,
                        before.map(b -> listed(b, after.protocol())),
                        Optional.of(IpCommands.describe(after)),
                        IpCommands.putRoute(after));
            case Change.DeleteRoute(Route route) ->
                route(route, Optional.of(IpCommands.describe(route)), Optional.empty(), IpCommands.deleteRoute(route));
            case Change.AddRule(PolicyRule rule) ->
                rule(
                        rule,
                        Optional.empty(),
                        Optional.of(rule.selector() + " " + rule.action()),
                        IpCommands.addRule(rule));
            case Change.DeleteRule(PolicyRule rule) ->
                rule(
                        rule,
                        Optional.of(rule.selector() + " " + rule.action()),
                        Optional.empty(),
                        IpCommands.deleteRule(rule));
            case Change.ForgetConnections(FwMark mark) ->
                new ChangeText(
                        "conntrack",
                        Family.IPV4,
                        "connections marked " + mark,
                        Optional.of("all"),
                        Optional.empty(),
                        Conntrack.deletion(mark));
            case FirewallChange firewall -> firewall(firewall);
        };
    }

    private static ChangeText firewall(FirewallChange change) {
        return switch (change) {
            case Change.CreateChain(ChainId chain) -> chain(change, Optional.empty(), Optional.of(chain.name()));
            case Change.RewriteChain(ChainId chain, var before, var after) ->
                chain(change, Optional.of(rules(before)), Optional.of(rules(after)));
            case Change.DeleteChain(ChainId chain, var rules) ->
                chain(change, Optional.of(rules(rules)), Optional.empty());
            case Change.InsertChainRule insert -> chainRule(insert, Optional.empty(), Optional.of(insert.rule()));
            case Change.ReplaceChainRule replace ->
                chainRule(replace, Optional.of(replace.before()), Optional.of(replace.after()));
            case Change.DeleteChainRule delete -> chainRule(delete, Optional.of(delete.rule()), Optional.empty());
            case Change.AddJump(Jump jump) -> jump(change, jump, Optional.empty(), Optional.of("-j " + jump.target()));
            case Change.DeleteJump(Jump jump) ->
                jump(change, jump, Optional.of("-j " + jump.target()), Optional.empty());
        };
    }

    /** Kind and object in one. */
    public String title() {
        return object.startsWith(kind) ? object : kind + " " + object;
    }

    /** The object and its value, for error messages. */
    String name() {
        return title() + after.or(() -> before).map(text -> ": " + text).orElse("");
    }

    /** The route that is replaced; whose it is only matters when it is not ours. */
    private static String listed(Route route, int ours) {
        return IpCommands.describe(route) + (route.protocol() == ours ? "" : " proto " + route.protocol());
    }

    private static ChangeText route(Route route, Optional<String> before, Optional<String> after, List<String> words) {
        Family family = route.key().family();
        return new ChangeText("route", family, route.key().toString(), before, after, ip(family, words));
    }

    private static ChangeText rule(
            PolicyRule rule, Optional<String> before, Optional<String> after, List<String> words) {
        return new ChangeText(
                "rule", rule.family(), "rule " + rule.priority(), before, after, ip(rule.family(), words));
    }

    private static ChangeText chain(FirewallChange change, Optional<String> before, Optional<String> after) {
        return firewall("chain", change, change.chain().toString(), before, after);
    }

    private static ChangeText chainRule(Change.ChainEdit edit, Optional<ChainRule> before, Optional<ChainRule> after) {
        return firewall(
                "iptables_rule",
                edit,
                edit.chain() + " rule " + edit.position(),
                before.map(IptablesRule::text),
                after.map(IptablesRule::text));
    }

    private static ChangeText jump(FirewallChange change, Jump jump, Optional<String> before, Optional<String> after) {
        return firewall("jump", change, jump.toString(), before, after);
    }

    private static ChangeText firewall(
            String kind, FirewallChange change, String object, Optional<String> before, Optional<String> after) {
        return new ChangeText(kind, change.chain().family(), object, before, after, iptables(change));
    }

    private static String rules(List<ChainRule> rules) {
        return rules.isEmpty()
                ? "(empty)"
                : String.join("; ", rules.stream().map(IptablesRule::text).toList());
    }

    private static List<String> ip(Family family, List<String> words) {
        return Stream.concat(Stream.of("ip", family.ipOption()), words.stream()).toList();
    }

    private static List<String> iptables(FirewallChange change) {
        String tool = change.chain().family() == Family.IPV4 ? "iptables" : "ip6tables";
        return Stream.concat(
                        Stream.of(tool, "-t", change.chain().table().toString()),
                        IptablesEdits.arguments(change).stream())
                .toList();
    }
}
