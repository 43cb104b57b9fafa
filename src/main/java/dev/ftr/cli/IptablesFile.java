package dev.ftr.cli;

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

/**
 * Our rule set as an iptables-save file with comments. What we do not manage stands in it as templates, commented out, with
 * the interfaces and marks of this config filled in.
 */
final class IptablesFile {
    private static final List<String> MANGLE_HOOKS = List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
    private static final List<String> NAT_HOOKS = List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");

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
        comment("this file is for those who merge them into a firewall of their own. Load it with:");
        comment("    iptables-restore --noflush < FILE");
        mangle();
        nat();
        filter();
        return text.toString();
    }

    private void mangle() {
        begin(FirewallTable.MANGLE, MANGLE_HOOKS);
        section("Force connections onto an uplink: set its mark on new connections, before the marks are restored.");
        template("All mail of one machine leaves by %s:".formatted(uplink.name()));
        template(("-A PREROUTING -i %s -s 10.0.0.25/32 -p tcp -m tcp --dport 25 -m conntrack --ctstate NEW -j CONNMARK "
                        + "--set-xmark %s")
                .formatted(lan, mark()));
        template("All SSH connections leave by %s:".formatted(uplink.name()));
        template("-A PREROUTING -i %s -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j CONNMARK --set-xmark %s"
                .formatted(lan, mark()));
        chain(
                FirewallTable.MANGLE,
                "PREROUTING",
                "Packets from inside take the mark of their connection, and by it the way of its uplink; new connections",
                "from an uplink get its mark, so that the replies leave by it.");
        chain(
                FirewallTable.MANGLE,
                "OUTPUT",
                "The router's own packets follow the mark of their connection, if it has one.");
        chain(
                FirewallTable.MANGLE,
                "POSTROUTING",
                "A new connection gets the mark of the uplink that it leaves by, and stays there.");
        end();
    }

    private void nat() {
        begin(FirewallTable.NAT, NAT_HOOKS);
        section("Let connections from outside in to a machine inside (DNAT).");
        template("Web server, reached through %s:".formatted(uplink.name()));
        template("-A PREROUTING -i %s -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.20"
                .formatted(uplink.device()));
        section("Another source address than the uplink's first, for a mail server, say; must stand before our SNAT.");
        template("-A POSTROUTING -s 10.0.0.25/32 -o %s -j SNAT --to-source %s"
                .formatted(uplink.device(), otherAddress()));
        chain(FirewallTable.NAT, "PREROUTING", "Nothing of ours yet; what forwards ports will stand here.");
        chain(FirewallTable.NAT, "POSTROUTING", "Each uplink's packets leave with its own address.");
        end();
    }

    private void filter() {
        section("We load nothing into table filter. A simple firewall could look like this:");
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
        comment("If your INPUT chain drops by default, accept the replies to our probes:");
        template("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    }

    private void begin(FirewallTable table, List<String> hooks) {
        text.append('\n').append('*').append(table).append('\n');
        hooks.forEach(hook -> line(":" + hook + " ACCEPT [0:0]"));
        desired.chains().keySet().stream()
                .filter(c -> c.table() == table)
                .forEach(c -> line(RestoreLines.declaration(c)));
        desired.jumps().keySet().stream()
                .filter(j -> j.builtIn().table() == table)
                .forEach(j -> line(RestoreLines.jump(j)));
    }

    private void chain(FirewallTable table, String hook, String... explanation) {
        section(explanation);
        desired.chains().forEach((chain, rules) -> {
            if (chain.table() == table && chain.name().equals(ChainId.PREFIX + hook))
                for (ChainRule rule : rules) line(RestoreLines.rule(chain, rule));
        });
    }

    private void end() {
        line("COMMIT");
    }

    private FwMark mark() {
        return uplink.mark();
    }

    private String otherAddress() {
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static(IpAddress address, IpAddress gateway) -> "ANOTHER-ADDRESS-BESIDE-" + address;
            case Uplink.Addressing.PointToPoint() -> "ANOTHER-ADDRESS";
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
