package dev.ftr.plan;

import dev.ftr.model.Machine;
import java.util.ArrayList;
import java.util.List;

/** What on a machine does not go well with a config: one line each, with what it is, where it stands and the remedy. */
public final class Lints {
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
