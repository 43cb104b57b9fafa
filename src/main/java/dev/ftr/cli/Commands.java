package dev.ftr.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands of {@code ftr}, in the order of its help. */
final class Commands {
    private static final Map<String, Supplier<Object>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("generate-config", GenerateConfigCommand::new);
        BY_NAME.put("validate", ValidateCommand::new);
        BY_NAME.put("config", ConfigCommand::new);
        BY_NAME.put("plan", PlanCommand::new);
        BY_NAME.put("apply", ApplyCommand::new);
        BY_NAME.put("confirm", ConfirmCommand::new);
        BY_NAME.put(MonitorCommand.NAME, MonitorCommand::new);
        BY_NAME.put("generate-iptables", GenerateIptablesCommand::new);
        BY_NAME.put("email-test", EmailTestCommand::new);
        BY_NAME.put("status", StatusCommand::new);
        BY_NAME.put("events", EventsCommand::new);
        BY_NAME.put("report", ReportCommand::new);
        BY_NAME.put("replay", ReplayCommand::new);
        BY_NAME.put("snapshot", SnapshotCommand::new);
        BY_NAME.put("explain", ExplainCommand::new);
        BY_NAME.put("teardown", TeardownCommand::new);
        BY_NAME.put(RevertUnlessConfirmedCommand.NAME, RevertUnlessConfirmedCommand::new);
    }

    private Commands() {}

    /** Whether a command is called so. */
    static boolean isName(String word) {
        return BY_NAME.containsKey(word.replace('_', '-'));
    }

    /** The line with all of its commands. */
    static CommandLine all(FtrCommand ftr) {
        return line(ftr, name -> true);
    }

    /**
     * The line with as many commands as these arguments can mean: picocli reads the annotations of each command it is given,
     * and for all of them that takes longer than most commands themselves. Where it is about the commands as such, as in the
     * help or when none is named, they are all there.
     */
    static CommandLine of(FtrCommand ftr, List<String> arguments) {
        // The value of an option may read like a command; then there is one more than is needed.
        Predicate<String> named = name -> arguments.contains(name) || arguments.contains(name.replace('-', '_'));
        boolean help = arguments.contains("--help") || arguments.contains("-h");
        boolean version = arguments.contains("--version") || arguments.contains("-V");
        boolean some = version || BY_NAME.keySet().stream().anyMatch(named);
        return some && !help ? line(ftr, named) : all(ftr);
    }

    private static CommandLine line(FtrCommand ftr, Predicate<String> wanted) {
        CommandLine line = new CommandLine(ftr);
        BY_NAME.forEach((name, command) -> {
            if (wanted.test(name)) line.addSubcommand(command.get());
        });
        return line;
    }
}
