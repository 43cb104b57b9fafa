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
import dev.ftr.demo.Fault;
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
import dev.ftr.model.UplinkId;
import dev.ftr.plan.Plan;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** The real daemon on a simulated kernel with simulated uplinks: nothing is touched, no right is needed. */
final class Demo {
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final int LAN_PREFIX = 24;

    private final RouterConfig config;
    private final DemoStage stage;
    private final SimulatedWatch uplinks;
    private final Optional<Duration> end;
    private final Daemon daemon;

    /** @param end after how long it ends; empty: not by itself */
    Demo(RouterConfig config, DemoStage stage, long seed, Optional<Duration> end) {
        this.config = config.withInterval(PACE);
        this.stage = stage;
        this.end = end;
        this.uplinks = new SimulatedWatch(new Random(seed), best(), this::tell);
        Reports reports = Reports.to(stage::event, stage::status, new ConfigSource("demo", "", uplinks.instant()));
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

    void stop() {
        daemon.trigger(new Trigger.Stop());
    }

    /** Cuts an uplink, or heals one that is at fault. */
    void cutOrHeal(Uplink uplink) {
        uplinks.cutOrHeal(uplink.id());
    }

    /** The time of the demo. */
    Instant now() {
        return uplinks.instant();
    }

    Health health() {
        return uplinks.health();
    }

    private HealthWatch start(Runnable news) {
        uplinks.start(news, end.orElse(FOR_EVER), this::stop);
        return uplinks;
    }

    /** Those that carry new connections at first: it shows most when one of them fails. */
    private List<UplinkId> best() {
        OptionalInt best = config.uplinks().stream()
                .flatMapToInt(u -> u.priorityGroup().stream())
                .min();
        return config.uplinks().stream()
                .filter(u -> u.priorityGroup().equals(best))
                .map(Uplink::id)
                .toList();
    }

    private void tell(UplinkId id, Optional<Fault> fault) {
        config.uplinks().stream().filter(u -> u.id().equals(id)).forEach(u -> stage.fault(u, fault, uplinks.instant()));
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
            stage.plan(plan, uplinks.instant());
            return kernel.apply(plan);
        }
    }
}
