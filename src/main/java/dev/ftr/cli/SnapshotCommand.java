package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.kernel.RouterSnapshotJson;
import dev.ftr.model.RouterSnapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "snapshot",
        description = "Prints what the kernel holds about routing, with what others have put there, as JSON: for plan "
                + "--snapshot, explain --snapshot on another machine. Nothing secret is in it.")
final class SnapshotCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Override
    public Integer call() {
        RouterSnapshot router = new Snapshots(ftr).router();
        List<String> problems = router.kernel().problems();
        if (!problems.isEmpty()) throw new CommandFailed(problems.getFirst());
        ftr.out().println(Json.pretty(RouterSnapshotJson.of(router)));
        return Exit.OK;
    }
}
