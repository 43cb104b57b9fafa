package dev.ftr.plan;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Reading;
import dev.ftr.model.DesiredState;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Desired state and plan, from a config and a reading of the kernel that are there already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class PlanBench {
    @Param({"3", "64"})
    public int uplinks;

    @Param({"0", "1000"})
    public int policies;

    private RouterConfig config = Configs.of();
    private RouterConfig edited = config;
    private Reading empty = new SimulatedKernel().read(ReadScopes.everything(0));
    private Reading converged = empty;

    @Setup
    public void converge() {
        config = PoliciesBench.config(uplinks, policies, 0);
        edited = PoliciesBench.config(uplinks, policies, 1);
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int i = 0; i < uplinks; i++) kernel.addLink(Configs.device(i), List.of(Configs.onNetwork(i)));
        empty = kernel.read(ReadScopes.of(config, true, true));
        kernel.apply(PoliciesBench.plan(config, empty));
        converged = kernel.read(ReadScopes.of(config, true, true));
    }

    @Benchmark
    public DesiredState desired() {
        return PoliciesBench.desired(config, converged);
    }

    @Benchmark
    public Plan first() {
        return PoliciesBench.plan(config, empty);
    }

    @Benchmark
    public Plan nothingToDo() {
        return PoliciesBench.plan(config, converged);
    }

    @Benchmark
    public Plan onePolicyChanged() {
        return PoliciesBench.plan(edited, converged);
    }
}
