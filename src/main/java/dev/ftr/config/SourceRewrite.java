package dev.ftr.config;

import dev.ftr.model.Cidr;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.util.List;

/**
 * Inner sources that leave by an uplink with another address than its first.
 *
 * @param from whose packets; not empty
 * @param to the address that they leave with
 */
public record SourceRewrite(List<Cidr> from, UplinkId uplink, IpAddress to) {
    public SourceRewrite {
        from = List.copyOf(from);
    }
}
