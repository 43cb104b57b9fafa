package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.DesiredStates;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.DesiredState;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The straight way of DESIGN §1 from config to kernel, once, with nothing around it.
 *
 * @param former a config whose objects may still be in the kernel
 */
public record Router(Kernel kernel, RouterConfig config, Optional<RouterConfig> former) {

    public Router(Kernel kernel, RouterConfig config) {
        this(kernel, config, Optional.empty());
    }

    /** The same router with a new config. */
    public Router reconfigured(RouterConfig next) {
        return new Router(kernel, next, Optional.of(config));
    }

    public Router on(Kernel other) {
        return new Router(other, config, former);
    }

    public int protocol() {
        return config.numbering().routeProtocol();
    }

    public Reading read() {
        try {
            return kernel.read(scope());
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

    private ReadScope scope() {
        SortedSet<TableId> suspects =
                former.map(f -> new Layout(f.numbering()).tables()).orElseGet(TreeSet::new);
        List<Sysctl> sysctls = new ArrayList<>(List.of(Sysctl.IP_FORWARD, Sysctl.MULTIPATH_HASH_POLICY));
        Set<Neighbour> gateways = new HashSet<>();
        for (Uplink uplink : config.uplinks()) {
            sysctls.add(Sysctl.rpFilter(uplink.device()));
            sysctls.add(Sysctl.ignoreRoutesWithLinkdown(uplink.device()));
            if (uplink.addressing() instanceof Uplink.Addressing.Static fixed)
                gateways.add(new Neighbour(fixed.gateway(), uplink.device()));
        }
        return new ReadScope(
                new Layout(config.numbering()).tables(),
                suspects,
                false,
                protocol(),
                sysctls,
                gateways,
                Optional.of(Configs.INTERNET));
    }
}
