package dev.ftr.cli;

import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.kernel.RestoreLines;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Our rule set as an iptables-save file with comments. What we do not manage stands in it as templates, commented out, with
 * the interfaces and marks of this config filled in.
 */
final class IptablesFile {
    private final RouterConfig config;
    private final KernelState desired;
    private final Uplink uplink;
    private final InterfaceName lan;
    private final StringBuilder text = new StringBuilder();

    IptablesFile(RouterConfig config, KernelState desired) {
        this.config = config;
        this.desired = desired;
        this.uplink = config.uplinks().getFirst();
        this.lan = config.downlinks().getFirst();
    }

    String text() {
        comment("Rules of ftr for iptables-restore. 'ftr apply' and 'ftr monitor' load and keep them by themselves;");
        comment("this file is for those who merge them into a firewall of their own. Loaded as it is, once, with");
        comment("'iptables-restore --noflush', it adds our chains and touches nothing else.");
        mangle();
        nat();
        filter();
        return text.toString();
    }

    private void mangle() {
        begin(FirewallTable.MANGLE);
        if (config.traffic().policies().isEmpty()) {
            section(
                    "Connections that are to leave by a certain uplink are best named in the configuration, under policies.");
            section(
                    "Without: set the uplink's mark on new connections, before ours restore the marks. Beside a running",
                    "ftr, whose jump stands first, insert such a rule in front of it (-I PREROUTING).");
            template("All mail of one machine leaves by %s:".formatted(uplink.name()));
            template(("-A PREROUTING -i %s -s 10.0.0.25/32 -p tcp -m tcp --dport 25 -m conntrack --ctstate NEW "
                            + "-j CONNMARK --set-xmark %s")
                    .formatted(lan, mark()));
        }
        rest(FirewallTable.MANGLE);
    }

    private void nat() {
        begin(FirewallTable.NAT);
        if (config.traffic().portForwards().isEmpty()) {
            section("Let connections from outside in to a machine inside (DNAT; or see port_forwards).");
            template("Web server, reached through %s:".formatted(uplink.name()));
            template("-A PREROUTING -i %s -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.20"
                    .formatted(uplink.device()));
        }
        if (config.traffic().sourceNat().isEmpty()) {
            section(
                    "Another source address than the uplink's first, for a mail server, say; must stand before our SNAT",
                    "(or see source_nat).");
            template("-A POSTROUTING -s 10.0.0.25/32 -o %s -j SNAT --to-source %s"
                    .formatted(uplink.device(), otherAddress()));
        }
        rest(FirewallTable.NAT);
        leftOut();
    }

    /** Rules that name addresses which are not known from the configuration. */
    private void leftOut() {
        List<String> names = config.uplinks().stream()
                .filter(u -> !(u.addressing() instanceof Uplink.Addressing.Static))
                .map(Uplink::name)
                .toList();
        if (names.isEmpty()) return;
        section("Left out: rules that name the own address of %s, which is only known while the line is up"
                .formatted(String.join(", ", names)));
        comment("(port forwards, and what comes in where uplinks share an interface). A running ftr adds them.");
    }

    private void filter() {
        if (config.traffic().basicFirewall()) {
            begin(FirewallTable.FILTER);
            rest(FirewallTable.FILTER);
        } else {
            section(
                    "We load nothing into table filter ('firewall: basic' does). A simple firewall could look like this:");
            template("*filter");
            template(":INPUT ACCEPT [0:0]");
            template(":FORWARD DROP [0:0]");
            template("-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
            for (InterfaceName inside : config.downlinks())
                for (Uplink out : config.uplinks())
                    template("-A FORWARD -i %s -o %s -j ACCEPT".formatted(inside, out.device()));
            for (Uplink out : config.uplinks())
                template("-A FORWARD -i %s -j REJECT --reject-with icmp-port-unreachable".formatted(out.device()));
            template("COMMIT");
        }
        comment("If your INPUT chain drops by default, accept the replies to our probes:");
        template("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    }

    /** The jumps to our chains of a table, and the chains. */
    private void rest(FirewallTable table) {
        jumps(table);
        desired.chains().forEach((chain, rules) -> {
            if (chain.table() != table) return;
            section(explanation(chain));
            for (ChainRule rule : rules) line(RestoreLines.rule(chain, rule));
        });
        line("COMMIT");
    }

    private String[] explanation(ChainId chain) {
        return switch (chain.toString()) {
            case "mangle FTR-PREROUTING" ->
                lines(
                        "Packets from inside take the mark of their connection, and by it the way of its uplink; new connections",
                        "from an uplink get its mark, so that the replies leave by it.");
            case "mangle FTR-OUTPUT" ->
                lines("The router's own packets follow the mark of their connection, if it has one.");
            case "mangle FTR-POSTROUTING" ->
                lines("A new connection gets the mark of the uplink that it leaves by, and stays there.");
            case "mangle FTR-POLICIES" -> policies("What is forwarded", false);
            case "mangle FTR-OWN-POLICIES" -> policies("The router's own connections", true);
            case "mangle FTR-FORWARD" -> lines("Machines inside learn that less fits through an uplink (MSS).");
            case "nat FTR-PREROUTING" -> lines("Connections to forwarded ports go on to machines inside.");
            case "nat FTR-POSTROUTING" ->
                lines("Each uplink's packets leave with its own address, after the exceptions.");
            case "filter FTR-FORWARD" ->
                lines("Out from inside, in to forwarded ports, and what belongs to that; nothing else from outside.");
            default -> lines(chain.name());
        };
    }

    private String[] policies(String whose, boolean own) {
        String names = config.traffic().policies().stream()
                .filter(p -> p.match().own() == own)
                .map(Policy::name)
                .collect(Collectors.joining(", "));
        return lines(
                whose
                        + ": the first policy that fits gives the mark that leads to its uplinks; the tables of these marks",
                "are kept by a running ftr. In this order: " + names);
    }

    private static String[] lines(String... lines) {
        return lines;
    }

    private void begin(FirewallTable table) {
        text.append('\n').append('*').append(table).append('\n');
        desired.chains().keySet().stream()
                .filter(c -> c.table() == table)
                .forEach(c -> line(RestoreLines.declaration(c)));
    }

    private void jumps(FirewallTable table) {
        section("The ways into our chains.");
        desired.jumps().keySet().stream()
                .filter(j -> j.builtIn().table() == table)
                .forEach(j -> line(RestoreLines.jump(j)));
    }

    private FwMark mark() {
        return uplink.mark();
    }

    private String otherAddress() {
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static(IpAddress address, var gateway) -> "ANOTHER-ADDRESS-BESIDE-" + address;
            case Uplink.Addressing.PointToPoint(), Uplink.Addressing.Dhcp() -> "ANOTHER-ADDRESS";
        };
    }

    private void section(String... lines) {
        text.append('\n');
        for (String line : lines) comment(line);
    }

    private void comment(String words) {
        line("# " + words);
    }

    private void template(String words) {
        line("#" + words);
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
