package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import java.util.List;
import java.util.Optional;

/**
 * A kernel of one's own for a test, and what the world does to it. Each method is one or two commands of {@code ip} or
 * iptables; none goes through the {@link Kernel} under test. What is refused throws an unchecked exception.
 */
public interface World extends AutoCloseable {
    Kernel kernel();

    /** Adds an interface (one with a switchable carrier, a veth pair for one), gives it addresses, switches it on. */
    void addLink(InterfaceName name, List<LinkAddress> addresses);

    void removeLink(InterfaceName name);

    void setAdmin(InterfaceName name, boolean up);

    void setCarrier(InterfaceName name, boolean carrier);

    void addAddress(InterfaceName name, LinkAddress address);

    void removeAddress(InterfaceName name, LinkAddress address);

    /** A neighbour is known to be this station; or, with none, is forgotten. */
    void setStation(Neighbour neighbour, Optional<MacAddress> station);

    /** {@code ip route append}, with the protocol of the route. */
    void addRoute(Route route);

    void deleteRoute(Route route);

    void addRule(PolicyRule rule);

    void deleteRule(PolicyRule rule);

    void createChain(ChainId chain);

    /**
     * Puts a rule into any chain.
     *
     * @param position where it will stand, from 1
     * @param text as iptables takes it behind {@code -I CHAIN N}
     */
    void insertChainRule(ChainId chain, int position, String text);

    /** Takes the rule at this position, from 1, out of any chain. */
    void deleteChainRule(ChainId chain, int position);

    /** Moves a rule within its chain; both positions count from 1, the second without the rule. */
    void moveChainRule(ChainId chain, int from, int to);

    /**
     * All that is in the kernel and neither carries the protocol number nor the prefix of ours: routes of all tables, rules,
     * chains. Equal texts mean that nothing changed.
     */
    String foreignSnapshot(int protocol);

    @Override
    void close();
}
