package dev.ftr.kernel;

/** The contract about traffic on the kernel of this machine, with iptables-legacy. */
class TrafficLegacyIT extends TrafficContract {
    @Override
    protected World newWorld() {
        return new LinuxWorld("-legacy");
    }
}
