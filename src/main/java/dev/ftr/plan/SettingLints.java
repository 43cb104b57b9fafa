package dev.ftr.plan;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.Machine;
import dev.ftr.model.Machine.Said;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Kernel parameters and names of tables that somebody else has set. */
final class SettingLints {
    private SettingLints() {}

    static List<String> of(Claims ours, Machine machine) {
        List<String> lints = new ArrayList<>();
        machine.setting("sysctl/" + Sysctl.IP_FORWARD.path())
                .filter(said -> said.value().equals("0"))
                .ifPresent(said -> lints.add(
                        ("%s switches forwarding off (net.ipv4.ip_forward = 0), again at each boot and 'sysctl --system'; "
                                        + "remove it there: it has to be 1")
                                .formatted(said.file())));
        SortedSet<InterfaceName> devices = new TreeSet<>(ours.uplinks().keySet());
        devices.addAll(ours.downlinks());
        boolean forwards = "1".equals(machine.sysctls().get(Sysctl.IP_FORWARD));
        for (InterfaceName device : devices)
            if (forwards && "0".equals(machine.sysctls().get(Sysctl.forwarding(device))))
                lints.add(("%1$s is 0: nothing that comes in by %2$s is forwarded, although net.ipv4.ip_forward is 1; "
                                + "mend: sysctl -w %1$s=1 (and IPv4Forwarding= of its .network file, if systemd-networkd has it)")
                        .formatted(Sysctl.forwarding(device), device));
        for (InterfaceName device : ours.uplinks().keySet())
            machine.setting("sysctl/" + Sysctl.rpFilter(device).path())
                    .filter(said -> said.value().equals("1"))
                    .ifPresent(said -> lints.add(
                            ("%s sets %s = 1 (strict), again at each boot and 'sysctl --system': answers that come in by an "
                                            + "uplink that is not the first choice are dropped until ftr looks again; set it to "
                                            + "2 there")
                                    .formatted(said.file(), Sysctl.rpFilter(device))));
        machine.tableNames().forEach((table, said) -> {
            if (isTaken(ours, table, said))
                lints.add(
                        ("%s calls table %s '%s', which is ours (%s); if something else uses it, choose another base_table; "
                                        + "if not, name it ftr-%s")
                                .formatted(
                                        said.file(),
                                        table,
                                        said.value(),
                                        ours.tables().get(table),
                                        said.value()));
        });
        return lints;
    }

    private static boolean isTaken(Claims ours, TableId table, Said said) {
        return ours.tables().containsKey(table)
                && !said.value().startsWith("ftr")
                && !ours.uplinks().containsValue(said.value());
    }
}
