package dev.ftr.kernel;

/** The contract on the kernel of this machine, with iptables-legacy. */
class LinuxKernelLegacyIT extends KernelContract {
    @Override
    protected World newWorld() {
        return new LinuxWorld("-legacy");
    }
}
