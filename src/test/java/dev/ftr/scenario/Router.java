package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.desired.DesiredStates;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.DesiredState;
import dev.ftr.plan.Plan;
import java.util.List;
import java.util.Map;

/** The straight way of DESIGN §1 from config to kernel, once, with nothing around it. */
public record Router(Kernel kernel, RouterConfig config) {

    /** The same router with a new config. */
    public Router reconfigured(RouterConfig next) {
        return new Router(kernel, next);
    }

    public Router on(Kernel other) {
        return new Router(other, config);
    }

    public int protocol() {
        return config.numbering().routeProtocol();
    }

    public Reading read() {
        try {
            return kernel.read(ReadScopes.of(config, true, true));
        } catch (KernelException e) {
            throw new AssertionError(e);
        }
    }

    public DesiredState desired(Health health) {
        return DesiredStates.of(config, health, read().links(), Map.of());
    }

    public Plan plan(Health health) {
        Reading reading = read();
        return Plan.between(DesiredStates.of(config, health, reading.links(), Map.of()), reading.state(), protocol());
    }

    public Plan teardown() {
        return Plan.between(DesiredState.NOTHING, read().state(), protocol());
    }

    public List<Refusal> apply(Health health) {
        return kernel.apply(plan(health));
    }
}
