package dev.ftr.kernel;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.ChainId;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import java.util.List;
import java.util.Optional;

/** The world of the simulated kernel. */
record SimulatedWorld(SimulatedKernel kernel) implements World {
    @Override
    public void addLink(InterfaceName name, List<LinkAddress> addresses) {
        kernel.addLink(name, addresses);
    }

    @Override
    public void removeLink(InterfaceName name) {
        kernel.removeLink(name);
    }

    @Override
    public void setAdmin(InterfaceName name, boolean up) {
        kernel.setAdmin(name, up);
    }

    @Override
    public void setCarrier(InterfaceName name, boolean carrier) {
        kernel.setCarrier(name, carrier);
    }

    @Override
    public void addAddress(InterfaceName name, LinkAddress address) {
        kernel.addAddress(name, address);
    }

    @Override
    public void removeAddress(InterfaceName name, LinkAddress address) {
        kernel.removeAddress(name, address.local());
    }

    @Override
    public void setStation(Neighbour neighbour, Optional<MacAddress> station) {
        kernel.setStation(neighbour, station);
    }

    @Override
    public void addRoute(Route route) {
        kernel.addRoute(route);
    }

    @Override
    public void deleteRoute(Route route) {
        kernel.deleteRoute(route);
    }

    @Override
    public void addRule(PolicyRule rule) {
        kernel.addRule(rule);
    }

    @Override
    public void deleteRule(PolicyRule rule) {
        kernel.deleteRule(rule);
    }

    @Override
    public void createChain(ChainId chain) {
        kernel.createChain(chain);
    }

    @Override
    public void insertChainRule(ChainId chain, int position, String text) {
        kernel.insertChainRule(chain, position, text);
    }

    @Override
    public void deleteChainRule(ChainId chain, int position) {
        kernel.deleteChainRule(chain, position);
    }

    @Override
    public void moveChainRule(ChainId chain, int from, int to) {
        kernel.moveChainRule(chain, from, to);
    }

    @Override
    public String foreignSnapshot(int protocol) {
        return kernel.foreign(protocol).toString();
    }

    @Override
    public void close() {}
}
