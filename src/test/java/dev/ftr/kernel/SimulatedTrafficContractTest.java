package dev.ftr.kernel;

import dev.ftr.demo.SimulatedKernel;

class SimulatedTrafficContractTest extends TrafficContract {
    @Override
    protected World newWorld() {
        return new SimulatedWorld(new SimulatedKernel());
    }
}
