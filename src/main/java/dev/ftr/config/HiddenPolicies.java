package dev.ftr.config;

import dev.ftr.config.SteeringReader.Written;
import dev.ftr.model.Cidr;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds policies that never decide anything, since an earlier one has already decided about all that they match. */
final class HiddenPolicies {
    private HiddenPolicies() {}

    static void warn(List<Written> policies) {
        List<Written> before = new ArrayList<>();
        for (Written policy : policies) {
            before.stream()
                    .filter(earlier ->
                            covers(earlier.policy().match(), policy.policy().match()))
                    .findFirst()
                    .ifPresent(earlier -> policy.here()
                            .warn(
                                    "never decides, as '%s' on line %s matches all that it matches; put it before that one, or remove it"
                                            .formatted(
                                                    earlier.policy().name(),
                                                    earlier.here().line())));
            before.add(policy);
        }
    }

    /** Whether whatever one matches is matched by the other, too. Both may be told more than this finds out. */
    static boolean covers(Policy.Selector wide, Policy.Selector narrow) {
        return wide.own() == narrow.own()
                && coverBlocks(wide.from(), narrow.from())
                && coverBlocks(wide.to(), narrow.to())
                && coverProtocols(wide.ruledProtocols(), narrow.ruledProtocols())
                && coverPorts(wide.ports(), narrow.ports())
                && coverPorts(wide.sourcePorts(), narrow.sourcePorts())
                && (wide.in().isEmpty() || wide.in().equals(narrow.in()))
                && (wide.set().isEmpty() || wide.set().equals(narrow.set()))
                && coverMark(wide.mark(), narrow.mark());
    }

    private static boolean coverBlocks(List<Cidr> wide, List<Cidr> narrow) {
        if (wide.isEmpty()) return true;
        return !narrow.isEmpty()
                && narrow.stream().allMatch(inner -> wide.stream().anyMatch(outer -> Blocks.contains(outer, inner)));
    }

    private static boolean coverProtocols(List<IpProtocol> wide, List<IpProtocol> narrow) {
        return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
    }

    private static boolean coverPorts(List<PortRange> wide, List<PortRange> narrow) {
        if (wide.isEmpty()) return true;
        return !narrow.isEmpty() && narrow.stream().allMatch(range -> coverRange(wide, range));
    }

    private static boolean coverRange(List<PortRange> wide, PortRange narrow) {
        int reached = narrow.first();
        for (PortRange range : wide.stream().sorted().toList()) if (range.contains(reached)) reached = range.last() + 1;
        return reached > narrow.last();
    }

    private static boolean coverMark(Optional<FwMark> wide, Optional<FwMark> narrow) {
        if (wide.isEmpty()) return true;
        int mask = wide.get().mask();
        return narrow.filter(n -> (n.mask() & mask) == mask && wide.get().matches(n.value()))
                .isPresent();
    }
}
