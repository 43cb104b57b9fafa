package dev.ftr.config;

import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import java.util.List;
import java.util.Optional;

/** Whether the targets of an uplink, and how many of them must answer, make sense. */
final class TargetChecks {
    private final Keys keys;
    private final Targets targets;
    private final List<UplinkEntry> uplinks;

    private TargetChecks(Keys keys, Targets targets, List<UplinkEntry> uplinks) {
        this.keys = keys;
        this.targets = targets;
        this.uplinks = uplinks;
    }

    /** @param uplink the one that these targets are for; empty when it is the global tests that are looked at */
    static void check(
            Keys keys, Targets targets, int required, Optional<UplinkEntry> uplink, List<UplinkEntry> uplinks) {
        TargetChecks checks = new TargetChecks(keys, targets, uplinks);
        uplink.filter(u -> u.isPpp() || u.needsNoGateway()).ifPresent(checks::refuseArp);
        if (targets.written() == 0) checks.none();
        else if (targets.written() > Targets.MOST)
            targets.list()
                    .ifPresent(list -> list.error("and the probes are %d targets, must be at most %d together"
                            .formatted(targets.written(), Targets.MOST)));
        else {
            checks.required(required);
            checks.near();
        }
    }

    private void none() {
        String must = "must be a list of 1 to 64 IPv4 addresses; only with probes it may be left out";
        if (keys.at("ips").isPresent()) keys.at("ips").get().error("has no entries, " + must);
        else (ownsList() ? keys.own() : keys.global()).ifPresent(tests -> tests.missing("ips", "is missing, " + must));
    }

    private void refuseArp(UplinkEntry uplink) {
        for (Setting probe : targets.probes().map(Setting::items).orElse(List.of())) {
            boolean arp = probe.at("arp").or(() -> Optional.of(probe)).flatMap(Setting::text).stream()
                    .anyMatch(text -> text.equals("arp") || text.equals("gateway"));
            if (arp)
                probe.error("asks the gateway by ARP, but %s %s, where nothing answers that; remove it%s"
                        .formatted(
                                uplink.called(),
                                uplink.isPpp() ? "is of type ppp" : "has none",
                                keys.owns("probes") ? "" : ", or give that uplink tests with probes of its own"));
        }
    }

    private void required(int required) {
        Setting list = targets.list().orElseThrow();
        Optional<Setting> written = keys.at("required_successful");
        boolean foreign = ownsList() && !keys.owns("required_successful");
        Setting here = foreign ? list : written.orElse(list);
        int count = targets.written();
        if (required > count && foreign)
            here.error("leaves %d %s, but required_successful on line %s wants %d; give required_successful here, too"
                    .formatted(
                            count,
                            count == 1 ? targets.noun() : targets.nouns(),
                            written.map(Setting::line).orElse(list.line()),
                            required));
        else if (required > count)
            here.error("%s, must be at most %d, the number of %s, and better less"
                    .formatted(
                            here.shown(),
                            count,
                            targets.noun().equals("address") ? "addresses in ips" : "entries in ips and probes"));
        else if (count == 1)
            list.warn("has one %s only, so that its failure takes %s down; add some of other operators"
                    .formatted(targets.noun(), victims()));
        else if (required == count)
            here.warn("all %d %s must answer, so that the failure of one takes %s down; require %d or fewer"
                    .formatted(count, targets.nouns(), victims(), count - 1));
    }

    private boolean ownsList() {
        return keys.owns("ips") || keys.owns("probes");
    }

    private String victims() {
        return ownsList() || keys.owns("required_successful") ? "the uplink" : "every uplink";
    }

    private void near() {
        if (!targets.read().isEmpty() && targets.read().stream().allMatch(this::isNear))
            targets.list()
                    .ifPresent(list -> list.warn("has only gateways and private addresses, which answer even when the"
                            + " provider is cut off from the internet; add public ones"));
    }

    private boolean isNear(Target target) {
        return switch (target) {
            case Target.Echo echo -> isNear(echo.address());
            case Target.Tcp tcp -> isNear(tcp.host());
            case Target.Http http -> isNear(HostText.hostOf(http.url()));
            case Target.Dns dns -> isNear(dns.server());
            case Target.Neighbour() -> true;
        };
    }

    private boolean isNear(String host) {
        return HostText.address(host).filter(this::isNear).isPresent();
    }

    private boolean isNear(IpAddress address) {
        Optional<IpAddress> itself = Optional.of(address);
        return address.inet().isSiteLocalAddress()
                || address.inet().isLinkLocalAddress()
                || uplinks.stream().anyMatch(u -> u.gateway().equals(itself) || u.ip().equals(itself));
    }
}
