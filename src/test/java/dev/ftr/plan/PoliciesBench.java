package dev.ftr.plan;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.DesiredStates;
import dev.ftr.health.Health;
import dev.ftr.kernel.CommandRunner;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.Reading;
import dev.ftr.model.Cidr;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import dev.ftr.scenario.Configs;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a thousand policies cost: a plan in this process, and with the kernel the first apply, the reading back, and the change
 * of one policy. The second part needs root and makes namespaces of its own.
 */
public final class PoliciesBench {
    private static final int POLICIES = 1000;
    private static final int ROUNDS = 200;

    private PoliciesBench() {}

    public static void main(String[] arguments) {
        plans();
        if (System.getProperty("user.name").equals("root"))
            for (String flavour : List.of("-nft", "-legacy")) kernel(flavour);
    }

    private static void plans() {
        RouterConfig config = config(0);
        RouterConfig edited = config(1);
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int i = 0; i < 3; i++) kernel.addLink(Configs.device(i), List.of(Configs.onNetwork(i)));
        Reading empty = kernel.read(ReadScopes.of(config, true, true));
        report("first plan", () -> plan(config, empty));
        kernel.apply(plan(config, empty));
        Reading full = kernel.read(ReadScopes.of(config, true, true));
        report("plan with nothing to do", () -> plan(config, full));
        report("plan of one changed policy", () -> plan(edited, full));
    }

    private static Plan plan(RouterConfig config, Reading reading) {
        Health health = Configs.down(config);
        return Plan.between(
                DesiredStates.of(config, health, reading.links(), Map.of()),
                reading.state(),
                config.numbering().routeProtocol());
    }

    private static void report(String what, java.util.function.Supplier<Plan> work) {
        double[] millis = new double[ROUNDS];
        int steps = 0;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            long begin = System.nanoTime();
            steps = work.get().steps().size();
            if (i >= ROUNDS) millis[i - ROUNDS] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-28s %5d steps  median %.1f ms  95%% %.1f ms%n",
                what, steps, millis[ROUNDS / 2], millis[ROUNDS * 95 / 100]);
    }

    private static void kernel(String flavour) {
        try (NetworkNamespace router = NetworkNamespace.create("bench")) {
            router.ip("link add lan0 type veth peer name far");
            router.ip("link set lan0 up");
            for (int i = 0; i < 3; i++) {
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
        RouterConfig plain = Configs.of(Configs.uplink(0), Configs.uplink(1), Configs.uplink(2));
        kernel.apply(plan(plain, kernel.read(ReadScopes.of(plain, true, true))));
        long begin = System.nanoTime();
        RouterConfig config = config(0);
        Reading before = kernel.read(ReadScopes.of(config, true, true));
        long read = System.nanoTime();
        Plan first = plan(config, before);
        long planned = System.nanoTime();
        var refused = kernel.apply(first);
        long applied = System.nanoTime();
        Reading after = kernel.read(ReadScopes.of(config, true, true));
        long verified = System.nanoTime();
        int left = plan(config, after).steps().size();
        RouterConfig edited = config(1);
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

    /** A thousand policies with a rule each; the edited one differs in one port. */
    static RouterConfig config(int edit) {
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < POLICIES; i++) {
            int port = i == POLICIES / 2 ? 443 + edit : 443;
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
                            List.of(new UplinkId(i % 3), new UplinkId((i + 1) % 3)),
                            i % 2 == 0 ? Otherwise.ANY : Otherwise.REJECT)));
        }
        RouterConfig plain = Configs.of(Configs.uplink(0), Configs.uplink(1), Configs.uplink(2));
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
