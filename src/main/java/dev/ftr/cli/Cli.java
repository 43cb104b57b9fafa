package dev.ftr.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The way from arguments to an exit code. */
public final class Cli {
    private Cli() {}

    public static int run(String... arguments) {
        return run(writer(System.out), writer(System.err), arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Logging.quiet();
        FtrCommand ftr = new FtrCommand();
        CommandLine line = new CommandLine(ftr)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Cli::misused)
                .setExecutionStrategy(parsed -> executed(ftr, parsed))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(ftr, e));
        return line.execute(arguments);
    }

    private static int executed(FtrCommand ftr, ParseResult parsed) {
        if (ftr.debug()) Logging.debug();
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int misused(ParameterException e, String... arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("ftr: " + e.getMessage());
        command.getErr().println(command.getUsageMessage().lines().findFirst().orElse("") + " (ftr --help)");
        return Exit.USAGE;
    }

    private static int failed(FtrCommand ftr, Exception e) {
        boolean expected = e instanceof CommandFailed;
        if (ftr.debug()) e.printStackTrace(ftr.err());
        else ftr.err().println(expected ? e.getMessage() : "ftr: %s (--debug shows where)".formatted(e));
        return Exit.FAILED;
    }
}
