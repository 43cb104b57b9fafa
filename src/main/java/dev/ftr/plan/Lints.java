package dev.ftr.plan;

import dev.ftr.model.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What on a machine does not go well with a config: one line each, with what it is, where it stands and the remedy. */
public final class Lints {
    /** The programs that it matters to us to see running. */
    public static final Set<String> PROGRAMS = Set.of("systemd-network", "NetworkManager", "firewalld", "tailscaled");

    private Lints() {}

    public static List<String> of(Claims ours, Machine machine) {
        List<String> lints = new ArrayList<>();
        lints.addAll(MarkLints.of(ours, machine));
        lints.addAll(ServiceLints.of(ours, machine));
        lints.addAll(SettingLints.of(ours, machine));
        machine.firewall().ifPresent(firewall -> lints.addAll(FirewallLints.of(ours, machine.links(), firewall)));
        return List.copyOf(lints);
    }
}
