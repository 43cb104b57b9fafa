package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import dev.ftr.model.KernelState;
import dev.ftr.model.Sysctl;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kernel of this machine, or of the network namespace that this process runs in. */
public final class LinuxKernel implements Kernel {
    private static final Family FAMILY = Family.IPV4;

    private final Iptables iptables;
    private final IpReader ip;
    private final PlanExecution execution;

    public LinuxKernel(CommandRunner runner, Iptables iptables) {
        this.iptables = iptables;
        this.ip = new IpReader(runner, FAMILY);
        this.execution = new PlanExecution(runner, iptables);
    }

    @Override
    public Reading read(ReadScope scope) throws KernelException {
        Map<FirewallTable, Iptables.Saving> savings = new EnumMap<>(FirewallTable.class);
        for (FirewallTable table : FirewallTable.values()) savings.put(table, iptables.save(FAMILY, table));
        IpReader.Answers answers = ip.read(scope);
        SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        List<String> notices = new ArrayList<>();
        for (var saving : savings.entrySet()) {
            CommandRunner.Result listing = saving.getValue().await();
            IptablesSave save = IptablesSave.parse(listing.out(), FAMILY, saving.getKey());
            chains.putAll(save.chains());
            jumps.putAll(save.jumps());
            if (saving.getKey() == FirewallTable.MANGLE)
                iptables.otherBackend(FAMILY, listing).ifPresent(notices::add);
        }
        KernelState state = new KernelState(sysctls(scope.sysctls()), answers.routes(), answers.rules(), chains, jumps);
        return new Reading(state, answers.links(), answers.defaultInMain(), notices);
    }

    @Override
    public List<Refusal> apply(Plan plan) {
        return execution.run(plan);
    }

    private static SortedMap<Sysctl, String> sysctls(List<Sysctl> wanted) throws KernelException {
        SortedMap<Sysctl, String> values = new TreeMap<>();
        for (Sysctl sysctl : wanted) SysctlFiles.read(sysctl).ifPresent(value -> values.put(sysctl, value));
        return values;
    }
}
