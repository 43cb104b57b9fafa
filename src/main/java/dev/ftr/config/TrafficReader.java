package dev.ftr.config;

import dev.ftr.config.RouterConfig.Numbering;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads where traffic goes, beside being spread over the uplinks. */
final class TrafficReader {
    private static final Duration CLIENT_TIME = Duration.ofMinutes(10);

    private TrafficReader() {}

    /** Of use only where there are no errors. */
    static Traffic read(
            Setting root, List<UplinkEntry> uplinks, List<Setting> downlinks, Optional<Numbering> numbering) {
        List<Blocks.Written> bypass = bypass(root);
        List<Blocks.Written> noNat = Blocks.written(root.at("no_nat"));
        SelectorReader selectors = new SelectorReader(downlinks, numbering);
        Traffic traffic = new Traffic(
                new SteeringReader(new UplinkNames(uplinks), selectors, bypass).read(root),
                new PortForwardReader(uplinks).read(root),
                new SourceRewriteReader(new UplinkNames(uplinks), noNat).read(root),
                Blocks.values(noNat),
                Blocks.values(bypass),
                basicFirewall(root),
                clientTime(root));
        warnOfTargets(root.at("tests"), bypass);
        uplinks.forEach(uplink -> warnOfTargets(uplink.setting().at("tests"), bypass));
        if (!root.problems().hasErrors()) RuleRoom.check(root, traffic, uplinks.size());
        return traffic;
    }

    static boolean sticksToClients(Setting root) {
        return root.at("sticky").flatMap(Setting::word).filter("client"::equals).isPresent();
    }

    private static List<Blocks.Written> bypass(Setting root) {
        List<Blocks.Written> bypass = Blocks.written(root.at("bypass"));
        for (Blocks.Written written : bypass)
            if (written.block().length() == 0)
                written.here()
                        .error("%s, so that no packet would be left for the uplinks; must be smaller blocks"
                                .formatted(written.here().shown()));
        return bypass;
    }

    /** Answers are dropped where nothing leads back to who gave them: see "rp_filter" in ip-sysctl.rst of Linux. */
    private static void warnOfTargets(Optional<Setting> tests, List<Blocks.Written> bypass) {
        for (Setting target :
                tests.flatMap(t -> t.at("ips")).map(Setting::oneOrMore).orElse(List.of()))
            bypass.stream()
                    .filter(around -> target.text()
                            .flatMap(HostText::address)
                            .filter(around.block()::contains)
                            .isPresent())
                    .findFirst()
                    .ifPresent(around -> target.warn(
                            "%s, within bypass on line %s, so that it answers only while table main has a route to it; take another address"
                                    .formatted(target.shown(), around.here().line())));
    }

    private static boolean basicFirewall(Setting root) {
        Optional<Setting> firewall = root.at("firewall").filter(here -> !here.isOff());
        boolean basic = firewall.flatMap(Setting::word).filter("basic"::equals).isPresent();
        if (!basic) firewall.ifPresent(here -> here.error("%s, must be off or basic".formatted(here.shown())));
        return basic;
    }

    private static Optional<Duration> clientTime(Setting root) {
        Optional<Setting> sticky = root.at("sticky");
        boolean clients = sticksToClients(root);
        boolean connections =
                sticky.flatMap(Setting::word).filter("connection"::equals).isPresent();
        if (!clients && !connections)
            sticky.ifPresent(here -> here.error("%s, must be connection or client".formatted(here.shown())));
        Optional<Setting> written = root.at("sticky_time");
        Duration time = Keys.of(Optional.of(root)).duration("sticky_time", "1s", "24h", CLIENT_TIME);
        if (!clients)
            written.ifPresent(here -> here.warn("is not used, as only with sticky: client a client stays; remove it"));
        return clients ? Optional.of(time) : Optional.empty();
    }
}
