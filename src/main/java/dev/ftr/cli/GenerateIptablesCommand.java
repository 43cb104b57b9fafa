package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.desired.DesiredStates;
import dev.ftr.health.Health;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "generate-iptables",
        aliases = "generate_iptables",
        description =
                "Prints our iptables rules with comments, for those who merge them by hand; apply loads them by itself.")
final class GenerateIptablesCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Override
    public Integer call() {
        RouterConfig config = ftr.load().config();
        KernelState desired =
                DesiredStates.of(config, Health.UNKNOWN, Links.NONE, Map.of()).kernel();
        ftr.out().print(new IptablesFile(config, desired).text());
        ftr.out().flush();
        return Exit.OK;
    }
}
