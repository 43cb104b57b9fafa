package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.LogSettings;
import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Configs of a router with a LAN and providers numbered from 0. Provider {@code n} has the network 198.18.n.0/24, its router
 * is .1 and ours is .2; its device is {@code eth<n>}, or {@code ppp<n>} when it is dialled.
 */
public final class Configs {
    public static final InterfaceName LAN = new InterfaceName("lan0");
    public static final LinkAddress LAN_ADDRESS = new LinkAddress(ip("192.168.7.1"), 24, Optional.empty());
    public static final IpAddress CLIENT = ip("192.168.7.10");
    public static final IpAddress INTERNET = ip("203.0.113.9");
    /** One ping a second. */
    public static final ProbePolicy TESTS =
            ProbePolicy.of(List.of(new Target.Echo(INTERNET)), 1, 1, Duration.ofSeconds(1));
    /** Defaults of the contract (DESIGN §2). */
    public static final Numbering DEFAULTS = new Numbering(1, 40000, 1, 0xff, 157);
    /** As in the generated example: before {@code lookup main}. */
    public static final Numbering BEFORE_MAIN = new Numbering(1, 20000, 1, 0xff, 157);

    private Configs() {}

    public static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    public static InterfaceName device(int provider) {
        return new InterfaceName("eth" + provider);
    }

    public static InterfaceName dialled(int provider) {
        return new InterfaceName("ppp" + provider);
    }

    public static IpAddress gateway(int provider) {
        return ip("198.18.%d.1".formatted(provider));
    }

    public static IpAddress address(int provider) {
        return ip("198.18.%d.2".formatted(provider));
    }

    /** Our address at a provider with a network. */
    public static LinkAddress onNetwork(int provider) {
        return new LinkAddress(address(provider), 24, Optional.empty());
    }

    /** Our address at a provider that is dialled. */
    public static LinkAddress pointToPoint(int provider) {
        return new LinkAddress(address(provider), 32, Optional.of(gateway(provider)));
    }

    /** Provider {@code n} as uplink with id {@code n} in priority group 1 with weight 1. */
    public static Uplink uplink(int provider) {
        return uplink(DEFAULTS, provider, provider, false, OptionalInt.of(1), 1);
    }

    public static Uplink uplink(int provider, OptionalInt group, int weight) {
        return uplink(DEFAULTS, provider, provider, false, group, weight);
    }

    public static Uplink ppp(int provider) {
        return uplink(DEFAULTS, provider, provider, true, OptionalInt.of(1), 1);
    }

    public static Uplink uplink(Numbering numbering, int id, int provider, boolean ppp, OptionalInt group, int weight) {
        InterfaceName device = ppp ? dialled(provider) : device(provider);
        return new Uplink(
                new UplinkId(id),
                device.value(),
                "Provider " + provider,
                device,
                ppp
                        ? new Uplink.Addressing.PointToPoint()
                        : new Uplink.Addressing.Static(address(provider), Optional.of(gateway(provider))),
                group,
                new Weight(weight),
                mark(numbering, id),
                TESTS,
                Uplink.DEFAULT_ON_DOWN,
                Uplink.DEFAULT_ON_RECOVER);
    }

    /** The same behind a switch: on the device of another provider, with a realm of its own. */
    public static Uplink behind(int host, Uplink uplink, Numbering numbering) {
        int realm = numbering.realm(uplink.id());
        return on(device(host), uplink, realm);
    }

    private static Uplink on(InterfaceName device, Uplink uplink, int realm) {
        return new Uplink(
                uplink.id(),
                uplink.name(),
                uplink.description(),
                device,
                uplink.addressing(),
                uplink.extraAddresses(),
                uplink.priorityGroup(),
                uplink.weight(),
                uplink.mark(),
                realm,
                uplink.clamp(),
                uplink.tests(),
                uplink.onDown(),
                uplink.onRecover());
    }

    /** Providers on these devices, each the device of its host; those that meet on one have a realm. */
    public static List<Uplink> cabled(Numbering numbering, List<Uplink> uplinks, IntUnaryOperator hostOf) {
        Map<InterfaceName, Long> members =
                uplinks.stream().collect(Collectors.groupingBy(u -> deviceOf(u, hostOf), Collectors.counting()));
        return uplinks.stream()
                .map(u -> on(
                        deviceOf(u, hostOf),
                        u,
                        members.getOrDefault(deviceOf(u, hostOf), 0L) > 1 ? numbering.realm(u.id()) : 0))
                .toList();
    }

    private static InterfaceName deviceOf(Uplink uplink, IntUnaryOperator hostOf) {
        return uplink.addressing() instanceof Uplink.Addressing.Static
                ? device(hostOf.applyAsInt(provider(uplink)))
                : uplink.device();
    }

    /** By its address, or by its device when it is dialled. */
    public static int provider(Uplink uplink) {
        return uplink.addressing() instanceof Uplink.Addressing.Static fixed
                ? fixed.address().bytes()[2]
                : Integer.parseInt(uplink.device().value().substring(3));
    }

    public static FwMark mark(Numbering numbering, int id) {
        int step = Integer.lowestOneBit(numbering.fwmarkMask());
        return new FwMark(numbering.baseFwmark() + id * step, numbering.fwmarkMask());
    }

    public static RouterConfig of(Uplink... uplinks) {
        return of(DEFAULTS, List.of(uplinks));
    }

    public static RouterConfig of(Numbering numbering, List<Uplink> uplinks) {
        return new RouterConfig(
                uplinks,
                List.of(LAN),
                Traffic.PLAIN,
                false,
                new LogSettings(Optional.empty(), 1_000_000, 1),
                new MailSettings(
                        false,
                        "router@example.com",
                        List.of(),
                        new SmtpSettings(
                                "localhost",
                                25,
                                Optional.empty(),
                                Optional.empty(),
                                MailEncryption.NONE,
                                true,
                                Optional.empty(),
                                Optional.empty())),
                numbering);
    }

    public static Health health(Map<Integer, UplinkState> states) {
        return Health.of(
                states.entrySet().stream()
                        .collect(Collectors.toMap(e -> new UplinkId(e.getKey()), Map.Entry::getValue)),
                "as the test says");
    }

    /** All uplinks are up, except these ids, which are down. */
    public static Health down(RouterConfig config, Integer... ids) {
        List<Integer> down = List.of(ids);
        return Health.of(
                config.uplinks().stream()
                        .collect(Collectors.toMap(
                                Uplink::id, u -> down.contains(u.id().value()) ? UplinkState.DOWN : UplinkState.UP)),
                "as the test says");
    }
}
