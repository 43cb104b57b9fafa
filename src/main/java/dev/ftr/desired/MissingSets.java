package dev.ftr.desired;

import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import java.util.List;
import java.util.Set;

/** Policies about ipsets that do not exist: what is left of a config without them. */
record MissingSets(RouterConfig config, Set<String> missing) {

    RouterConfig possible() {
        if (missing.isEmpty()) return config;
        Traffic all = config.traffic();
        Traffic traffic = new Traffic(
                all.policies().stream().filter(p -> !isOut(p)).toList(),
                all.portForwards(),
                all.sourceNat(),
                all.noNat(),
                all.bypass(),
                all.basicFirewall(),
                all.clientTime());
        return new RouterConfig(
                config.uplinks(),
                config.downlinks(),
                traffic,
                config.recordProbes(),
                config.log(),
                config.email(),
                config.numbering());
    }

    /** What is left out, a line each. */
    List<String> omissions() {
        return config.traffic().policies().stream()
                .filter(this::isOut)
                .map(MissingSets::text)
                .toList();
    }

    private boolean isOut(Policy policy) {
        return policy.match().set().filter(missing::contains).isPresent();
    }

    private static String text(Policy policy) {
        return "policy %s is left out until there is an ipset %s%s"
                .formatted(
                        policy.name(),
                        policy.match().set().orElseThrow(),
                        policy.choice().rejects() ? "; what it should REFUSE elsewhere is not refused" : "");
    }
}
