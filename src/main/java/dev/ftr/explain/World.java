package dev.ftr.explain;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.DesiredState;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Jump;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Snapshot.OtherChain;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What decides about packets, with what is ours as it should be.
 *
 * @param state what a plan left, everybody's routes and rules in it
 * @param around what was read, for all that no plan of ours changes
 */
record World(KernelState state, Snapshot around) {
    private static final TableId LOCAL = new TableId(255);

    /** As it will be when a plan has been made so, from what it is now. */
    World towards(DesiredState desired, int protocol) {
        SortedSet<Route> routes = new TreeSet<>(state.routes());
        SortedSet<PolicyRule> rules = new TreeSet<>(state.rules());
        SortedMap<Sysctl, String> sysctls = new TreeMap<>(state.sysctls());
        for (Plan.Step step : Plan.between(desired, state, protocol).steps())
            switch (step.change()) {
                case Change.PutRoute(var before, Route after) -> {
                    before.ifPresent(routes::remove);
                    routes.add(after);
                }
                case Change.DeleteRoute(Route route) -> routes.remove(route);
                case Change.AddRule(PolicyRule rule) -> rules.add(rule);
                case Change.DeleteRule(PolicyRule rule) -> rules.remove(rule);
                case Change.SetSysctl(Sysctl sysctl, var before, String after) -> sysctls.put(sysctl, after);
                case Change.ForgetConnections forget -> {}
                case Change.FirewallChange edit -> {}
            }
        KernelState wanted = desired.kernel();
        return new World(new KernelState(sysctls, routes, rules, wanted.chains(), wanted.jumps()), around);
    }

    Links links() {
        return around.links();
    }

    boolean isOurs(IpAddress address) {
        return address.inet().isLoopbackAddress() || links().hasAddress(address);
    }

    boolean isOn(Sysctl sysctl) {
        return !state.sysctls().getOrDefault(sysctl, "0").equals("0");
    }

    /** The routes of a table that are for this destination, in the order in which the kernel asks them. */
    Stream<Route> routes(TableId table, IpAddress destination) {
        return state.routes().stream()
                .filter(r ->
                        r.key().table().equals(table) && r.key().destination().contains(destination))
                .sorted(Comparator.comparingInt(
                                (Route r) -> -r.key().destination().length())
                        .thenComparingLong(r -> r.key().metric()));
    }

    boolean knows(TableId table) {
        return table.equals(LOCAL)
                || around.tables().contains(table)
                || state.routes().stream().anyMatch(r -> r.key().table().equals(table));
    }

    boolean knowsInPart(TableId table) {
        return around.partial().contains(table);
    }

    /** The rules of a chain; in a built-in one, ours that are missing are put where a plan puts them. */
    List<ChainRule> chain(ChainId chain) {
        if (chain.owned()) return state.chains().getOrDefault(chain, List.of());
        OtherChain other = around.others().get(chain);
        List<ChainRule> rules = new ArrayList<>();
        if (other != null)
            for (ChainRule rule : other.rules())
                if (oursBehind(rule).filter(target -> !wants(chain, target)).isEmpty()) rules.add(rule);
        for (Jump jump : state.jumps().keySet()) {
            if (!jump.builtIn().equals(chain)) continue;
            ChainRule rule = new ChainRule.Known(List.of(), new FirewallTarget.JumpTo(jump.target()));
            if (!rules.contains(rule)) rules.add(jump.first() ? 0 : rules.size(), rule);
        }
        return rules;
    }

    boolean has(ChainId chain) {
        return state.chains().containsKey(chain) || around.others().containsKey(chain);
    }

    Optional<String> policy(ChainId chain) {
        return Optional.ofNullable(around.others().get(chain)).flatMap(OtherChain::policy);
    }

    private boolean wants(ChainId builtIn, String target) {
        return state.jumps().containsKey(new Jump(builtIn, target));
    }

    private static Optional<String> oursBehind(ChainRule rule) {
        return rule instanceof ChainRule.Known(var matches, FirewallTarget.JumpTo(String target)) && matches.isEmpty()
                ? Optional.of(target)
                : Optional.empty();
    }
}
