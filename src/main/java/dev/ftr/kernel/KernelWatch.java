package dev.ftr.kernel;

import dev.ftr.kernel.Backoff.Pace;
import dev.ftr.kernel.MonitorSource.Tool;
import dev.ftr.kernel.MonitorSource.ToolChoice;
import dev.ftr.model.FirewallTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Listens to the kernel and says that something may have changed; what, is read afterwards. It has three sources, each with a
 * thread that begins anew when the source fails: {@code ip monitor}, and for the firewall {@code nft monitor} or
 * xtables-monitor, or with iptables-legacy, which announces nothing, a look at its tables five times a second; and a look at a parameter of
 * which nothing is announced, twice a second.
 */
public final class KernelWatch implements AutoCloseable {
    static final String IP = "ip monitor";
    static final String PARAMETERS = "kernel parameters";
    static final String FIREWALL = "firewall monitor";
    private static final List<String> ENDS_WITH_US = List.of("setpriv", "--pdeathsig", "KILL");

    private final List<EventSource> sources;

    /**
     * What hears of events. Called from the threads of the sources, which read nothing meanwhile: it must not wait for
     * anything.
     */
    public interface Listener {
        /** Something changed that may concern us. */
        void changed(KernelPart part);

        /** Events were lost, or may have been lost: look at everything. */
        void missed(String why);

        /** This source does not work now. It is tried again for ever; until it is seeing, poll. Told once for each reason. */
        void blind(String source, String why);

        /** This source works, from now on: at the start, and again after it was blind. {@link #missed} follows in that case. */
        void seeing(String source);
    }

    private KernelWatch(List<EventSource> sources) {
        this.sources = sources;
        sources.forEach(EventSource::start);
    }

    /**
     * Starts listening in the network namespace of this thread. Returns before the sources listen; each one says {@link
     * Listener#seeing} when it does.
     *
     * @param iptables the tools in use, which tell the kind of firewall
     */
    public static KernelWatch start(Iptables iptables, Listener listener) {
        RandomGenerator random = new Random();
        List<String> prefix = endsWithUs(iptables.runner()) ? ENDS_WITH_US : List.of();
        SearchPath path = SearchPath.ofEnvironment();
        Sight firewall = new Sight(FIREWALL, listener);
        Backoff patience = new Backoff(Pace.USUAL, random);
        return new KernelWatch(List.of(
                monitor(
                        new Sight(IP, listener),
                        () -> tool(prefix, IpEvents.COMMAND, IpEvents::read),
                        new Backoff(Pace.USUAL, random)),
                new SilentSysctls(new Sight(PARAMETERS, listener)),
                isLegacy(iptables)
                        ? new LegacySource(firewall, tables(), patience)
                        : monitor(firewall, () -> firewallTool(prefix, path), patience)));
    }

    @Override
    public void close() {
        sources.forEach(EventSource::close);
    }

    private static EventSource monitor(Sight sight, ToolChoice choice, Backoff backoff) {
        return new MonitorSource(sight, choice, Subscription::isOf, backoff);
    }

    static Tool firewallTool(List<String> prefix, SearchPath path) throws KernelException {
        if (path.has("nft")) return tool(prefix, FirewallEvents.NFT, FirewallEvents::readNft);
        if (path.has("xtables-monitor") && path.has("stdbuf"))
            return tool(prefix, FirewallEvents.XTABLES, FirewallEvents::readXtables);
        throw new KernelException(
                "nft and xtables-monitor are not installed (Debian, Ubuntu: apt-get install nftables)");
    }

    private static Tool tool(List<String> prefix, List<String> command, EventFilter filter) {
        return new Tool(Stream.concat(prefix.stream(), command.stream()).toList(), filter);
    }

    private static List<String> tables() {
        return Arrays.stream(FirewallTable.values())
                .map(FirewallTable::toString)
                .toList();
    }

    /**
     * Whether a monitor can be made to die with us, even by kill -9. Otherwise it stays until it writes its next line into a
     * pipe that nobody reads. The kernel means the thread that started it (PR_SET_PDEATHSIG): the source's, which stays.
     */
    private static boolean endsWithUs(CommandRunner runner) {
        try {
            List<String> trial =
                    Stream.concat(ENDS_WITH_US.stream(), Stream.of("true")).toList();
            return !runner.run(trial, "").failed();
        } catch (KernelException e) {
            return false;
        }
    }

    private static boolean isLegacy(Iptables iptables) {
        if (!iptables.flavour().isEmpty()) return iptables.flavour().equals("-legacy");
        try {
            return iptables.runner()
                    .run(List.of("iptables", "--version"), "")
                    .out()
                    .contains("(legacy)");
        } catch (KernelException e) {
            return false;
        }
    }
}
