package dev.ftr.explain;

import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.desired.Steering;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import java.util.List;
import java.util.Optional;

/** Which policy gave a packet its mark. */
final class PolicyName {
    private PolicyName() {}

    static Optional<String> of(RouterConfig config, List<Step> steps) {
        return steps.stream()
                .filter(s -> s instanceof Step.Chained chained
                        && chained.rule() instanceof ChainRule.Known(var matches, FirewallTarget.SetMark mark))
                .map(Step.Chained.class::cast)
                .flatMap(s -> Steering.policyBehind(config, s.chain(), s.position()).stream())
                .map(Policy::name)
                .findFirst();
    }
}
