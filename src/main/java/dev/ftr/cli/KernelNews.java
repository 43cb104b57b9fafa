package dev.ftr.cli;

import dev.ftr.daemon.Daemon;
import dev.ftr.daemon.MachineWatch;
import dev.ftr.daemon.Trigger;
import dev.ftr.kernel.KernelPart;
import dev.ftr.kernel.KernelWatch;

/** Hands what the watch on the kernel says to the daemon, and what concerns others to the watch on the machine. */
record KernelNews(Daemon daemon, MachineWatch machine) implements KernelWatch.Listener {
    @Override
    public void changed(KernelPart part) {
        daemon.trigger(new Trigger.KernelChanged(part));
        if (part == KernelPart.FIREWALL) machine.firewallChanged();
    }

    @Override
    public void missed(String why) {
        daemon.trigger(new Trigger.ChangesMissed(why));
    }

    @Override
    public void blind(String source, String why) {
        daemon.trigger(new Trigger.WatchState(source, why));
    }

    @Override
    public void seeing(String source) {
        daemon.trigger(new Trigger.WatchState(source, ""));
        // What changed before it listened was announced to nobody.
        for (KernelPart part : KernelPart.values()) daemon.trigger(new Trigger.KernelChanged(part));
    }
}
