package dev.ftr.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Shows the config that is in force.",
        synopsisSubcommandLabel = "show",
        subcommands = ConfigShowCommand.class)
final class ConfigCommand implements Runnable {
    @ParentCommand
    private FtrCommand ftr;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do with the config is missing: show");
    }

    FtrCommand ftr() {
        return ftr;
    }
}
