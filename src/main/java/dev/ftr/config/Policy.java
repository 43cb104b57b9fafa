package dev.ftr.config;

import dev.ftr.model.Cidr;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Match;
import dev.ftr.model.PortRange;
import java.util.List;
import java.util.Optional;

/**
 * Which uplinks may carry certain new connections.
 *
 * @param name short and unique
 */
public record Policy(String name, Selector match, Choice choice) {
    /**
     * Which connections a policy is about: those that fit all that is said. An empty list, or nothing, fits all.
     *
     * @param ports at the destination; with {@code protocols} empty, of TCP and UDP
     * @param in the inner interface that they come in by
     * @param mark that somebody else has set on their first packet
     * @param set an ipset with their destinations
     * @param own whether they are the router's own; if not, it forwards them
     */
    public record Selector(
            List<Cidr> from,
            List<Cidr> to,
            List<IpProtocol> protocols,
            List<PortRange> ports,
            List<PortRange> sourcePorts,
            Optional<InterfaceName> in,
            Optional<FwMark> mark,
            Optional<String> set,
            boolean own) {
        private static final List<IpProtocol> WITH_PORTS = List.of(IpProtocol.TCP, IpProtocol.UDP);

        public Selector {
            from = List.copyOf(from);
            to = List.copyOf(to);
            protocols = List.copyOf(protocols);
            ports = List.copyOf(ports);
            sourcePorts = List.copyOf(sourcePorts);
        }

        /** The protocols that rules have to name: ports without a protocol are those of TCP and of UDP. */
        public List<IpProtocol> ruledProtocols() {
            boolean named = !ports.isEmpty() || !sourcePorts.isEmpty();
            return protocols.isEmpty() && named ? WITH_PORTS : protocols;
        }

        /** How many iptables rules it takes. */
        public long rules() {
            return (long) atLeastOne(from)
                    * atLeastOne(to)
                    * atLeastOne(ruledProtocols())
                    * Match.Ports.portions(sourcePorts).size()
                    * Match.Ports.portions(ports).size();
        }

        private static int atLeastOne(List<?> alternatives) {
            return Math.max(1, alternatives.size());
        }
    }
}
