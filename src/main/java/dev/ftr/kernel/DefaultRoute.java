package dev.ftr.kernel;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Order;
import dev.ftr.model.TableId;
import java.util.Comparator;
import java.util.Optional;

/**
 * A default route of somebody else over one interface. The kernel's choice comes first: the lowest metric, and with equal ones
 * that of table main.
 *
 * @param gateway empty: the interface itself is the way
 * @param source the address that the route prefers
 */
record DefaultRoute(
        InterfaceName device, TableId table, long metric, Optional<IpAddress> gateway, Optional<IpAddress> source)
        implements Comparable<DefaultRoute> {
    private static final Comparator<DefaultRoute> ORDER = Order.by(
            DefaultRoute::metric,
            r -> !r.table.equals(TableId.MAIN),
            DefaultRoute::table,
            DefaultRoute::device,
            r -> r.gateway.map(IpAddress::toString).orElse(""));

    @Override
    public int compareTo(DefaultRoute other) {
        return ORDER.compare(this, other);
    }
}
