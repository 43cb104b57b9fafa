package dev.ftr.scenario;

import static dev.ftr.scenario.Configs.behind;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.uplink;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.Policy.Selector;
import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.SourceRewrite;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Routers with providers 1 and 2 behind one switch, on {@code eth1}, and provider 0 on {@code eth0}. */
public final class SteeredConfigs {
    private SteeredConfigs() {}

    /** Nothing but the uplinks. */
    public static RouterConfig sharing(Numbering numbering) {
        return with(numbering, List.of(uplink(0), behind(1, uplink(1), numbering), behind(1, uplink(2), numbering)));
    }

    /** The two behind the switch have each other's ids. */
    public static RouterConfig swapped(Numbering numbering) {
        return with(
                numbering,
                List.of(
                        uplink(0),
                        behind(1, at(numbering, 2, 1), numbering),
                        behind(1, at(numbering, 1, 2), numbering)));
    }

    /** Everything that a config can say about traffic, at once. */
    public static RouterConfig everything(Numbering numbering) {
        RouterConfig plain = sharing(numbering);
        List<Uplink> uplinks = plain.uplinks().stream()
                .map(u -> u.id().value() == 1
                        ? more(u, List.of(ip("198.18.1.3")), OptionalInt.of(1400))
                        : more(u, List.of(), OptionalInt.empty()))
                .toList();
        Traffic traffic = new Traffic(
                List.of(
                        new Policy(
                                "mail-out",
                                about(
                                        List.of(block("192.168.7.25/32")),
                                        List.of(),
                                        IpProtocol.TCP,
                                        "25,465,587",
                                        false),
                                new Choice.First(ids(1, 2), Otherwise.REJECT)),
                        new Policy(
                                "voice",
                                about(
                                        List.of(),
                                        List.of(block("203.0.113.0/24")),
                                        IpProtocol.UDP,
                                        "5060,10000-20000",
                                        false),
                                new Choice.First(ids(2), Otherwise.ANY)),
                        new Policy(
                                "bulk",
                                about(List.of(), List.of(block("198.51.100.0/24")), IpProtocol.TCP, "80", false),
                                new Choice.Balance(ids(0, 2), Otherwise.ANY)),
                        new Policy(
                                "own-names",
                                about(List.of(), List.of(), IpProtocol.UDP, "53", true),
                                new Choice.First(ids(2, 0), Otherwise.ANY))),
                List.of(
                        new PortForward(
                                Optional.of(new UplinkId(1)),
                                List.of(IpProtocol.TCP),
                                PortRange.single(443),
                                Optional.of(ip("198.18.1.3")),
                                ip("192.168.7.20"),
                                Optional.of(PortRange.single(8443))),
                        new PortForward(
                                Optional.empty(),
                                List.of(IpProtocol.TCP, IpProtocol.UDP),
                                PortRange.parse("7000-7009"),
                                Optional.empty(),
                                ip("192.168.7.21"),
                                Optional.of(PortRange.parse("8000-8009")))),
                List.of(new SourceRewrite(List.of(block("192.168.7.25/32")), new UplinkId(1), ip("198.18.1.3"))),
                List.of(block("203.0.113.128/25")),
                List.of(block("10.99.0.0/16")),
                true,
                Optional.of(Duration.ofMinutes(30)));
        return new RouterConfig(
                uplinks, plain.downlinks(), traffic, false, plain.log(), plain.email(), plain.numbering());
    }

    private static RouterConfig with(Numbering numbering, List<Uplink> uplinks) {
        return Configs.of(numbering, uplinks);
    }

    private static Uplink at(Numbering numbering, int id, int provider) {
        return uplink(numbering, id, provider, false, OptionalInt.of(1), 1);
    }

    private static Uplink more(Uplink uplink, List<IpAddress> extra, OptionalInt segment) {
        return new Uplink(
                uplink.id(),
                uplink.name(),
                uplink.description(),
                uplink.device(),
                uplink.addressing(),
                extra,
                uplink.priorityGroup(),
                uplink.weight(),
                uplink.mark(),
                uplink.realm(),
                Optional.of(new FirewallTarget.ClampSegments(segment)),
                uplink.tests(),
                uplink.onDown(),
                uplink.onRecover());
    }

    private static Selector about(List<Cidr> from, List<Cidr> to, IpProtocol protocol, String ports, boolean own) {
        Optional<FwMark> nobodys = Optional.empty();
        return new Selector(
                from,
                to,
                List.of(protocol),
                List.of(ports.split(",")).stream().map(PortRange::parse).toList(),
                List.of(),
                Optional.empty(),
                nobodys,
                Optional.empty(),
                own);
    }

    private static List<UplinkId> ids(int... ids) {
        return Arrays.stream(ids).mapToObj(UplinkId::new).toList();
    }

    private static Cidr block(String text) {
        return Cidr.parse(text, Family.IPV4);
    }
}
