package dev.ftr.kernel;

import dev.ftr.demo.SimulatedKernel;

class SimulatedKernelContractTest extends KernelContract {
    @Override
    protected World newWorld() {
        return new SimulatedWorld(new SimulatedKernel());
    }
}
