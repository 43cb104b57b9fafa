package dev.ftr.plan;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.desired.DesiredStates;
import dev.ftr.health.Health;
import dev.ftr.kernel.CommandRunner;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.Reading;
import dev.ftr.model.Cidr;
import dev.ftr.model.DesiredState;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import dev.ftr.scenario.Configs;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a thousand policies cost with the kernel: the first apply, the reading back, and the change of one policy. Needs root,
 * and makes namespaces of its own. {@link PlanBench} has the plan alone.
 */
public final class PoliciesBench {
    private static final int POLICIES = 1000;
    private static final int UPLINKS = 3;

    private PoliciesBench() {}

    public static void main(String[] arguments) {
        for (String flavour : List.of("-nft", "-legacy")) kernel(flavour);
    }

    static DesiredState desired(RouterConfig config, Reading reading) {
        Health health = Configs.down(config);
        return DesiredStates.of(config, health, reading.links(), Map.of());
    }

    static Plan plan(RouterConfig config, Reading reading) {
        return Plan.between(
                desired(config, reading), reading.state(), config.numbering().routeProtocol());
    }

    private static void kernel(String flavour) {
        try (NetworkNamespace router = NetworkNamespace.create("bench")) {
            router.ip("link add lan0 type veth peer name far");
            router.ip("link set lan0 up");
            for (int i = 0; i < UPLINKS; i++) {
                router.ip("link add eth%1$d type veth peer name far%1$d".formatted(i));
                router.ip("address add 198.18.%d.2/24 dev eth%d".formatted(i, i));
                router.ip("link set eth%d up".formatted(i));
            }
            CommandRunner runner = new CommandRunner(Duration.ofSeconds(30));
            LinuxKernel kernel = new LinuxKernel(runner, new Iptables(runner, flavour));
            router.run(() -> {
                for (int round = 0; round < 3; round++) once(kernel, flavour);
                return true;
            });
        }
    }

    private static void once(LinuxKernel kernel, String flavour) throws KernelException {
        RouterConfig plain = config(UPLINKS, 0, 0);
        kernel.apply(plan(plain, kernel.read(ReadScopes.of(plain, true, true))));
        long begin = System.nanoTime();
        RouterConfig config = config(UPLINKS, POLICIES, 0);
        Reading before = kernel.read(ReadScopes.of(config, true, true));
        long read = System.nanoTime();
        Plan first = plan(config, before);
        long planned = System.nanoTime();
        var refused = kernel.apply(first);
        long applied = System.nanoTime();
        Reading after = kernel.read(ReadScopes.of(config, true, true));
        long verified = System.nanoTime();
        int left = plan(config, after).steps().size();
        RouterConfig edited = config(UPLINKS, POLICIES, 1);
        Plan edit = plan(edited, after);
        long editBegin = System.nanoTime();
        kernel.apply(edit);
        long editEnd = System.nanoTime();
        System.out.printf(
                "iptables%s: read %.0f ms, plan %.0f (%d steps), apply %.0f (%d refused), read back %.0f (%d left), one changed policy: %d steps, apply %.0f ms%n",
                flavour,
                (read - begin) / 1e6,
                (planned - read) / 1e6,
                first.steps().size(),
                (applied - planned) / 1e6,
                refused.size(),
                (verified - applied) / 1e6,
                left,
                edit.steps().size(),
                (editEnd - editBegin) / 1e6);
    }

    /**
     * Policies with a rule each, for two of the uplinks.
     *
     * @param edit 1: the policy in the middle has another port
     */
    static RouterConfig config(int uplinks, int count, int edit) {
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int port = i == count / 2 ? 443 + edit : 443;
            policies.add(new Policy(
                    "p" + i,
                    new Policy.Selector(
                            List.of(Cidr.host(IpAddress.parse("10.%d.%d.1".formatted(i / 250, i % 250)))),
                            List.of(),
                            List.of(IpProtocol.TCP),
                            List.of(PortRange.single(port)),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            false),
                    new Choice.First(
                            List.of(new UplinkId(i % uplinks), new UplinkId((i + 1) % uplinks)),
                            i % 2 == 0 ? Otherwise.ANY : Otherwise.REJECT)));
        }
        RouterConfig plain =
                Configs.of(IntStream.range(0, uplinks).mapToObj(Configs::uplink).toArray(Uplink[]::new));
        return new RouterConfig(
                plain.uplinks(),
                plain.downlinks(),
                new Traffic(policies, List.of(), List.of(), List.of(), List.of(), false, Optional.empty()),
                plain.recordProbes(),
                plain.log(),
                plain.email(),
                plain.numbering());
    }
}
