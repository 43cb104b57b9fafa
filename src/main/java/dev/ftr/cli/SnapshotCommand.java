package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.json.Json;
import dev.ftr.kernel.SnapshotJson;
import dev.ftr.model.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "snapshot",
        description =
                "Prints what the kernel holds about routing, with what others have put there, as JSON: for explain "
                        + "--snapshot on another machine. Nothing secret is in it.")
final class SnapshotCommand implements Callable<Integer> {

    @ParentCommand
    private FtrCommand ftr;

    @Override
    public Integer call() {
        RouterConfig config = ftr.load().config();
        Snapshot snapshot = new Snapshots(ftr).live(config, List.of());
        if (!snapshot.problems().isEmpty())
            throw new CommandFailed(snapshot.problems().getFirst());
        ftr.out().println(Json.pretty(SnapshotJson.of(snapshot)));
        return Exit.OK;
    }
}
