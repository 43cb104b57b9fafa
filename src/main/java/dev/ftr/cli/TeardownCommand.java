package dev.ftr.cli;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Reconciler;
import dev.ftr.daemon.StatusFile;
import dev.ftr.kernel.KernelException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "teardown",
        description = "Removes everything of ours from the kernel: rules, routes and chains; not sysctls.")
final class TeardownCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Override
    public Integer call() {
        FolderOwner.become(ftr);
        if (new StatusFile(ftr.runDir()).readFresh(Instant.now()).isPresent())
            throw new CommandFailed("ftr monitor is running and would put everything back; stop it first");
        PendingCheck.refuse(ftr);
        try {
            return new OutcomeText(ftr)
                    .write(new Reconciler(ftr.kernel(), ftr.changeLock("ftr teardown")).teardown(protocol()));
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /** Works without a valid config as well: what is ours says so itself. */
    private int protocol() {
        return new ConfigLoader().load(ftr.config()) instanceof Loaded loaded
                ? loaded.config().numbering().routeProtocol()
                : RouterConfig.DEFAULT_ROUTE_PROTOCOL;
    }
}
