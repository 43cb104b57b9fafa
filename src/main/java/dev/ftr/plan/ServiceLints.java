package dev.ftr.plan;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.Machine;
import dev.ftr.model.Machine.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Services of this machine that take away what is not theirs. */
final class ServiceLints {
    private static final List<String> FOREIGN_OF_NETWORKD =
            List.of("ManageForeignRoutes", "ManageForeignRoutingPolicyRules");

    /** As systemd reads a boolean. */
    private static final Set<String> NO = Set.of("no", "n", "false", "f", "off", "0");

    private ServiceLints() {}

    static List<String> of(Claims ours, Machine machine) {
        List<String> lints = new ArrayList<>();
        networkd(machine).ifPresent(lints::add);
        networkManager(ours, machine).ifPresent(lints::add);
        boolean nft = machine.firewall().isEmpty() || machine.firewall().get().nft();
        if (nft)
            machine.setting("nftables/flush ruleset")
                    .ifPresent(said -> lints.add(
                            ("%s says 'flush ruleset', so that each reload of nftables.service takes our chains away until "
                                            + "ftr looks again; let it remove its own tables only: 'destroy table inet filter' "
                                            + "for each table in it, in place of that line")
                                    .formatted(said.file())));
        firewalld(machine).ifPresent(lints::add);
        // Its rules 5210 to 5250 send what it marks with 0x80000/0xff0000 to main, to default, and nowhere.
        if (machine.runs("tailscaled") && !machine.mainHasDefault())
            lints.add(
                    ("tailscaled runs here, asks only tables main and default for its own packets, and table main has no "
                                    + "default route: it reaches nobody; let it ask ours too: ip rule add pref 5220 fwmark "
                                    + "0x80000/0xff0000 lookup %s")
                            .formatted(ours.multipathTable()));
        return lints;
    }

    private static Optional<String> networkd(Machine machine) {
        if (!machine.runs("systemd-network")) return Optional.empty();
        List<String> missing = FOREIGN_OF_NETWORKD.stream()
                .filter(key -> machine.setting("networkd/" + key)
                        .map(said -> !NO.contains(said.value().toLowerCase(Locale.ROOT)))
                        .orElse(true))
                .toList();
        if (missing.isEmpty()) return Optional.empty();
        String where = missing.stream()
                .flatMap(key -> machine.setting("networkd/" + key).map(Said::file).stream())
                .findFirst()
                .map(file -> " (now in " + file + ")")
                .orElse("");
        return Optional.of(
                ("systemd-networkd runs here and removes our routes and rules when it configures a link; write "
                                + "[Network] and %s into /etc/systemd/networkd.conf.d/90-ftr.conf%s, then: systemctl restart "
                                + "systemd-networkd")
                        .formatted(
                                String.join(
                                        " and ",
                                        missing.stream().map(key -> key + "=no").toList()),
                                where));
    }

    private static Optional<String> networkManager(Claims ours, Machine machine) {
        if (!machine.runs("NetworkManager")) return Optional.empty();
        List<InterfaceName> managed =
                machine.networkManaged().stream().filter(ours.fixed()::contains).toList();
        if (managed.isEmpty()) return Optional.empty();
        List<String> names = managed.stream().map(InterfaceName::toString).toList();
        List<String> matches =
                managed.stream().map(device -> "interface-name:" + device).toList();
        return Optional.of(
                ("NetworkManager manages %s, and takes addresses and routes of an uplink away when it sets it up "
                                + "anew; write [keyfile] and unmanaged-devices=%s into /etc/NetworkManager/conf.d/90-ftr.conf, then: "
                                + "nmcli general reload (the address has to come from elsewhere then)")
                        .formatted(String.join(" and ", names), String.join(";", matches)));
    }

    /** With nft it keeps to a table of its own. */
    private static Optional<String> firewalld(Machine machine) {
        if (!machine.runs("firewalld")) return Optional.empty();
        return machine.setting("firewalld/FirewallBackend")
                .filter(said -> said.value().equals("iptables"))
                .map(said ->
                        ("firewalld runs here with FirewallBackend=iptables (%s) and empties every table when it reloads, "
                                        + "ours until ftr looks again; set FirewallBackend=nftables there, then: systemctl restart "
                                        + "firewalld")
                                .formatted(said.file()));
    }
}
