package dev.ftr.kernel;

/** The contract on the kernel of this machine, with iptables-nft. */
class LinuxKernelNftIT extends KernelContract {
    @Override
    protected World newWorld() {
        return new LinuxWorld("-nft");
    }
}
