package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.kernel.FirewallListing;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.MachineReader;
import dev.ftr.model.Family;
import dev.ftr.model.Machine;
import java.util.concurrent.CompletableFuture;

/**
 * A look, in a thread of its own, at what a plan wants to know and no config tells where to look for: the firewall, and what
 * else is on this machine. It takes about as long as the config does.
 */
final class EarlyLook {
    private final Iptables iptables;
    private final MachineReader reader;
    private final CompletableFuture<FirewallListing> listing = new CompletableFuture<>();
    private final CompletableFuture<Machine> machine = new CompletableFuture<>();

    private EarlyLook(Iptables iptables) {
        this.iptables = iptables;
        this.reader = MachineReader.of(iptables);
    }

    static EarlyLook begin(Iptables iptables) {
        EarlyLook look = new EarlyLook(iptables);
        Thread.ofPlatform().daemon().name("look").start(look::run);
        return look;
    }

    private void run() {
        try {
            // First: it is what the command itself will wait for first.
            Json.prepare();
            FirewallListing listed = FirewallListing.start(iptables, Family.IPV4);
            listing.complete(listed);
            // While the tools are at work.
            Machine others = reader.read();
            listed.parse();
            machine.complete(others.with(reader.firewall(listed)));
        } catch (RuntimeException | Error e) {
            listing.completeExceptionally(e);
            machine.completeExceptionally(e);
        }
    }

    /** For reading only: the firewall that it tells of is that of this look. */
    LinuxKernel kernel() {
        return LinuxKernel.reading(iptables, listing::join);
    }

    MachineReader reader() {
        return reader;
    }

    Machine machine() {
        return machine.join();
    }
}
