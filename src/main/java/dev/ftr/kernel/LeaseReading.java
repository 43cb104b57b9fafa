package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Running;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What DHCP clients have learnt: the default routes that they made, and their files. With a device given, the kernel passes
 * on only what leads over it (RTA_OIF in the request, which {@code ip} sends outside a batch), and a million other routes cost
 * 100 ms; without, they cost 500.
 */
final class LeaseReading {
    private final LeaseFiles files;
    private final IpListing listing;
    private final ReadScope scope;
    private final List<Listing> underWay = new ArrayList<>();

    private record Listing(Optional<InterfaceName> device, Running process) {}

    /** Starts a listing. */
    @FunctionalInterface
    interface Asking {
        Running start(List<String> question) throws KernelException;
    }

    LeaseReading(LeaseFiles files, IpListing listing, ReadScope scope) {
        this.files = files;
        this.listing = listing;
        this.scope = scope;
    }

    void start(Asking ask) throws KernelException {
        // A glance is made for ever: it has to make do with one process.
        if (scope.isGlance() && scope.leases().size() > 1) {
            underWay.add(new Listing(Optional.empty(), ask.start(question(List.of()))));
            return;
        }
        for (InterfaceName device : scope.leases())
            underWay.add(new Listing(Optional.of(device), ask.start(question(List.of("dev", device.value())))));
    }

    private static List<String> question(List<String> device) {
        List<String> words = new ArrayList<>(List.of("route", "show", "table", "all", "exact", "default"));
        words.addAll(device);
        return words;
    }

    /** @param indexes of the interfaces in the kernel */
    SortedMap<InterfaceName, Lease> await(Map<InterfaceName, Link> links, Map<InterfaceName, Integer> indexes)
            throws KernelException {
        List<DefaultRoute> routes = new ArrayList<>();
        for (Listing each : underWay) {
            // A device that does not exist is an error to ip, and nothing learnt to us.
            String json = each.process().await().out();
            routes.addAll(listing.defaultRoutes(json.isBlank() ? "[]" : json, each.device(), scope.protocol()));
        }
        SortedMap<InterfaceName, Lease> leases = new TreeMap<>();
        for (InterfaceName device : scope.leases()) {
            Link link = links.get(device);
            Integer index = indexes.get(device);
            if (link == null || index == null) continue;
            Optional<DefaultRoute> first = routes.stream()
                    .filter(r -> r.device().equals(device))
                    .sorted()
                    .findFirst();
            lease(link, first, files.of(device, index)).ifPresent(lease -> leases.put(device, lease));
        }
        return leases;
    }

    /**
     * The kernel's route says what goes, the file the rest. A lease whose address the interface does not have is of the past, but
     * its server is still the best guess: dhclient writes a new lease only after its script has run, and not within 15 s of
     * the one before.
     *
     * @param kept from the newest to the oldest
     */
    static Optional<Lease> lease(Link link, Optional<DefaultRoute> route, List<Lease> kept) {
        Optional<Lease> current = kept.stream()
                .filter(lease -> lease.address().filter(a -> has(link, a)).isPresent())
                .findFirst();
        if (route.isEmpty()) return current;
        Optional<IpAddress> gateway = route.get().gateway();
        Optional<IpAddress> server = current.flatMap(Lease::server)
                .or(() ->
                        kept.stream().flatMap(lease -> lease.server().stream()).findFirst());
        return Optional.of(
                new Lease(current.flatMap(Lease::address).or(route.get()::source), gateway, gateway.isEmpty(), server));
    }

    private static boolean has(Link link, IpAddress address) {
        return link.addresses().stream().map(LinkAddress::local).anyMatch(address::equals);
    }
}
