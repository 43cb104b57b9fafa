package dev.ftr.kernel;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The interfaces of our network namespace, without a process and without root. */
final class LocalDevices {
    private LocalDevices() {}

    /** Those with an IPv4 address, by number; the other end of a point-to-point connection is not known. */
    static SortedMap<Integer, Link> withAddress() {
        SortedMap<Integer, Link> devices = new TreeMap<>();
        try {
            for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
                List<LinkAddress> addresses = device.getInterfaceAddresses().stream()
                        .filter(a -> a.getAddress() instanceof Inet4Address)
                        .map(LocalDevices::address)
                        .toList();
                if (addresses.isEmpty()) continue;
                boolean up = device.isUp();
                devices.put(device.getIndex(), new Link(new InterfaceName(device.getName()), up, up, addresses));
            }
        } catch (SocketException | IllegalArgumentException e) {
            return devices; // there are none, or one has just gone
        }
        return devices;
    }

    private static LinkAddress address(InterfaceAddress address) {
        return new LinkAddress(new IpAddress(address.getAddress()), address.getNetworkPrefixLength(), Optional.empty());
    }
}
