package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A router before and after: two configs, two healths, and the state of the interfaces, which stays.
 *
 * @param healthBefore by provider
 * @param healthAfter by provider
 * @param conditions of the interfaces, by provider
 * @param foreign codes of what else is in the kernel; see {@link Disturbances}
 */
public record Scenario(
        RouterConfig before,
        RouterConfig after,
        List<UplinkState> healthBefore,
        List<UplinkState> healthAfter,
        List<Condition> conditions,
        List<Integer> foreign) {

    /** How many providers there are. */
    public static final int PROVIDERS = 12;

    /** From this one on they are dialled. */
    public static final int FIRST_DIALLED = 8;

    /** The provider whose device leads to this one too: two of them are behind one switch, and three behind another. */
    public static int host(int provider) {
        return switch (provider) {
            case 2, 3 -> 2;
            case 5, 6, 7 -> 5;
            default -> provider;
        };
    }

    /** State of a provider's interface. */
    public enum Condition {
        GOOD,
        MISSING,
        SWITCHED_OFF,
        NO_CARRIER,
        NO_ADDRESS,
        GATEWAY_OFF_LINK
    }

    public static boolean isDialled(int provider) {
        return provider >= FIRST_DIALLED;
    }

    /** The kernel of the router, with nothing of ours in it. */
    public SimulatedKernel kernel() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < PROVIDERS; provider++) addLink(kernel, provider);
        return kernel;
    }

    public Router routerBefore(SimulatedKernel kernel) {
        return new Router(kernel, before);
    }

    public Router routerAfter(SimulatedKernel kernel) {
        return routerBefore(kernel).reconfigured(after);
    }

    /** What a daemon knows before: an uplink whose line does not work cannot be up. */
    public Health knownBefore() {
        return Health.of(known(before, healthBefore), "generated");
    }

    /** What a daemon knows after a reload: uplinks that are new to the config, or different, have not been probed yet. */
    public Health knownAfter() {
        Map<UplinkId, UplinkState> known = known(after, healthAfter);
        for (Uplink uplink : after.uplinks()) if (!isUntouched(uplink)) known.put(uplink.id(), UplinkState.UNKNOWN);
        return Health.of(known, "generated");
    }

    /** Whether this uplink of the config after is the same, under the same numbers, in the config before. */
    public boolean isUntouched(Uplink uplink) {
        return before.uplink(uplink.id())
                .filter(u -> u.device().equals(uplink.device())
                        && u.addressing().equals(uplink.addressing())
                        && u.mark().equals(uplink.mark()))
                .isPresent();
    }

    public Condition condition(Uplink uplink) {
        int provider = Configs.provider(uplink);
        Condition device = conditions.get(host(provider));
        return isOfDevice(device) ? device : ofAddress(provider);
    }

    /** The address that the world knows this uplink by. */
    public static IpAddress address(Uplink uplink) {
        return Configs.address(Configs.provider(uplink));
    }

    /** Short enough to be read when a law fails. */
    @Override
    public String toString() {
        return "%n  before %s%n    known %s%n  after %s%n    known %s%n  conditions %s%n  foreign %s"
                .formatted(text(before), states(knownBefore()), text(after), states(knownAfter()), conditions, foreign);
    }

    private static String text(RouterConfig config) {
        return "table %d priority %d mark %#x/%#x: "
                        .formatted(
                                config.numbering().baseTable(),
                                config.numbering().basePriority(),
                                config.numbering().baseFwmark(),
                                config.numbering().fwmarkMask())
                + config.uplinks().stream()
                        .map(u -> "%s=%d on %s group %s weight %s"
                                .formatted(u.id(), Configs.provider(u), u.device(), u.priorityGroup(), u.weight()))
                        .collect(Collectors.joining("; "));
    }

    private static Map<UplinkId, UplinkState> states(Health health) {
        return health.uplinks().keySet().stream()
                .collect(Collectors.toMap(id -> id, health::state, (a, b) -> a, TreeMap::new));
    }

    private static boolean isOfDevice(Condition condition) {
        return switch (condition) {
            case MISSING, SWITCHED_OFF, NO_CARRIER -> true;
            case GOOD, NO_ADDRESS, GATEWAY_OFF_LINK -> false;
        };
    }

    /** Without what can only happen to a whole device, where it is another's. */
    private Condition ofAddress(int provider) {
        Condition condition = conditions.get(provider);
        return isOfDevice(condition) && host(provider) != provider ? Condition.GOOD : condition;
    }

    private Map<UplinkId, UplinkState> known(RouterConfig config, List<UplinkState> states) {
        Map<UplinkId, UplinkState> known = new TreeMap<>();
        for (Uplink uplink : config.uplinks())
            known.put(
                    uplink.id(),
                    condition(uplink) == Condition.GOOD ? states.get(Configs.provider(uplink)) : UplinkState.DOWN);
        return known;
    }

    private void addLink(SimulatedKernel kernel, int provider) {
        Condition condition = conditions.get(provider);
        if (host(provider) != provider) {
            addSharer(kernel, provider);
            return;
        }
        if (condition == Condition.MISSING) return;
        var device = isDialled(provider) ? Configs.dialled(provider) : Configs.device(provider);
        kernel.addLink(device, addresses(provider, condition));
        if (condition == Condition.SWITCHED_OFF) kernel.setAdmin(device, false);
        if (condition == Condition.NO_CARRIER) kernel.setCarrier(device, false);
    }

    private void addSharer(SimulatedKernel kernel, int provider) {
        var device = Configs.device(host(provider));
        if (conditions.get(host(provider)) == Condition.MISSING) return;
        for (LinkAddress address : addresses(provider, ofAddress(provider))) kernel.addAddress(device, address);
    }

    private static List<LinkAddress> addresses(int provider, Condition condition) {
        return switch (condition) {
            case NO_ADDRESS, MISSING -> List.of();
            case GATEWAY_OFF_LINK -> List.of(new LinkAddress(Configs.address(provider), 32, Optional.empty()));
            case GOOD, SWITCHED_OFF, NO_CARRIER ->
                List.of(isDialled(provider) ? Configs.pointToPoint(provider) : Configs.onNetwork(provider));
        };
    }
}
