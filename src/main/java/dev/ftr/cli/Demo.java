package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.ChangeLock;
import dev.ftr.daemon.ConfigFeed;
import dev.ftr.daemon.Daemon;
import dev.ftr.daemon.Daemon.Surroundings;
import dev.ftr.daemon.Reports;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.daemon.Systemd;
import dev.ftr.daemon.Trigger;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.demo.SimulatedWatch;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.notify.Event;
import dev.ftr.plan.Plan;
import dev.ftr.probe.HealthWatch;
import dev.ftr.text.Sentences;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The real daemon on a simulated kernel with simulated uplinks: nothing is touched, no right is needed. */
final class Demo {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final int LAN_PREFIX = 24;

    private final RouterConfig config;
    private final PrintWriter out;
    private final Colours colours;
    private final Sentences sentences;
    private final SimulatedWatch uplinks;
    private final Optional<Duration> end;
    private final Daemon daemon;

    Demo(
            RouterConfig config,
            PrintWriter out,
            Colours colours,
            Sentences sentences,
            long seed,
            Optional<Duration> end) {
        this.config = config.withInterval(PACE);
        this.out = out;
        this.colours = colours;
        this.sentences = sentences;
        this.end = end;
        this.uplinks = new SimulatedWatch(new Random(seed));
        Reports reports = Reports.to(this::tell, new ConfigSource("demo", "", uplinks.instant()));
        this.daemon = new Daemon(
                this.config,
                Health.UNKNOWN,
                new Surroundings(
                        new Narrated(machine()),
                        ChangeLock.NONE,
                        this::start,
                        ConfigFeed.fixed(this.config, ""),
                        reports,
                        Systemd.of(Map.of()),
                        uplinks,
                        new Random(seed)));
    }

    void run() throws InterruptedException {
        daemon.run();
    }

    private HealthWatch start(Runnable news) {
        uplinks.start(news, end.orElse(FOR_EVER), this::stop);
        return uplinks;
    }

    void stop() {
        daemon.trigger(new Trigger.Stop());
    }

    private SimulatedKernel machine() {
        SimulatedKernel kernel = new SimulatedKernel();
        config.downlinks().forEach(device -> kernel.addLink(device, List.of()));
        for (Uplink uplink : config.uplinks()) addUplink(kernel, uplink);
        return kernel;
    }

    private static void addUplink(SimulatedKernel kernel, Uplink uplink) {
        InterfaceName device = uplink.device();
        switch (uplink.addressing()) {
            case Uplink.Addressing.Static(IpAddress address, var gateway) -> {
                // Any network that holds both will do.
                LinkAddress own = new LinkAddress(address, LAN_PREFIX, gateway);
                if (kernel.links().stream().anyMatch(l -> l.name().equals(device))) kernel.addAddress(device, own);
                else kernel.addLink(device, List.of(own));
            }
            case Uplink.Addressing.PointToPoint(), Uplink.Addressing.Dhcp() -> {
                IpAddress local =
                        IpAddress.parse("198.18.%d.2".formatted(uplink.id().value()));
                IpAddress peer =
                        IpAddress.parse("198.18.%d.1".formatted(uplink.id().value()));
                kernel.addLink(device, List.of(new LinkAddress(local, 32, Optional.of(peer))));
            }
        }
    }

    private void tell(Event event) {
        if (event instanceof Event.Reconciled) return;
        out.printf("%s %s%n", colours.faint(clock()), sentences.translate(event.text()));
    }

    private String clock() {
        Duration elapsed = uplinks.elapsed();
        return "%02d:%02d:%02d".formatted(elapsed.toHours(), elapsed.toMinutesPart(), elapsed.toSecondsPart());
    }

    /** A kernel that shows each plan before it is applied. */
    private final class Narrated implements Kernel {
        private final SimulatedKernel kernel;

        Narrated(SimulatedKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public Reading read(ReadScope scope) {
            return kernel.read(scope);
        }

        @Override
        public List<Refusal> apply(Plan plan) {
            out.println();
            new PlanText(out, colours, sentences).write(plan);
            return kernel.apply(plan);
        }
    }
}
