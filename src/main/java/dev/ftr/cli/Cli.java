package dev.ftr.cli;

import dev.ftr.model.Language;
import dev.ftr.text.Sentences;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The way from arguments to an exit code. */
public final class Cli {
    private Cli() {}

    public static int run(String... arguments) {
        if (!List.of(arguments).contains(MonitorCommand.NAME)) Logging.withoutLogback();
        Language language = Tongue.of(List.of(arguments), System.getenv());
        return run(
                Console.ofProcess(), language, writer(System.out, language), writer(System.err, language), arguments);
    }

    private static PrintWriter writer(PrintStream stream, Language language) {
        return Tongue.writer(stream, stream.charset(), language);
    }

    /** With output that no terminal shows. */
    static int run(Language language, PrintWriter out, PrintWriter err, String... arguments) {
        return run(Console.unseen(), language, out, err, arguments);
    }

    private static int run(Console console, Language language, PrintWriter out, PrintWriter err, String... arguments) {
        Logging.quiet();
        Sentences sentences = Sentences.in(language);
        PrintWriter spoken = language == Language.ENGLISH ? err : Spoken.on(err, sentences);
        FtrCommand ftr = new FtrCommand(console, sentences, out, spoken, List.of(arguments));
        return PlainLine.of(ftr).map(command -> executed(ftr, command)).orElseGet(() -> parsed(ftr));
    }

    private static int executed(FtrCommand ftr, Callable<Integer> command) {
        try {
            return command.call();
        } catch (Exception e) {
            return failed(ftr, e);
        }
    }

    private static int parsed(FtrCommand ftr) {
        CommandLine line = Commands.of(ftr, ftr.arguments())
                .setOut(ftr.out())
                .setErr(ftr.err())
                .registerConverter(Output.class, new WordConverter<>(Output.class))
                .registerConverter(ConfigShowCommand.Output.class, new WordConverter<>(ConfigShowCommand.Output.class))
                .registerConverter(PlanCommand.Output.class, new WordConverter<>(PlanCommand.Output.class))
                .registerConverter(ValidateCommand.Output.class, new WordConverter<>(ValidateCommand.Output.class))
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler(Cli::misused)
                .setExecutionStrategy(parsed -> executed(ftr, parsed))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(ftr, e));
        return line.execute(ftr.arguments().toArray(String[]::new));
    }

    private static int executed(FtrCommand ftr, ParseResult parsed) {
        if (ftr.debug()) Logging.debug();
        List<CommandLine> commands = parsed.asCommandLineList();
        boolean help = commands.stream().anyMatch(c -> c.isUsageHelpRequested() || c.isVersionHelpRequested());
        if (help && ftr.sentences().language() != Language.ENGLISH)
            TranslatedHelp.of(commands.getFirst(), ftr.sentences());
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int misused(ParameterException e, String... arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("ftr: " + words(e, command));
        command.getErr()
                .println("See: %s --help".formatted(command.getCommandSpec().qualifiedName()));
        return Exit.USAGE;
    }

    private static String words(ParameterException e, CommandLine command) {
        boolean noSuchCommand = command.getParent() == null
                && e instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption();
        return noSuchCommand
                ? "there is no command '%s'"
                        .formatted(
                                ((UnmatchedArgumentException) e).getUnmatched().getFirst())
                : String.valueOf(e.getMessage());
    }

    private static int failed(FtrCommand ftr, Exception e) throws ParameterException {
        switch (e) {
            case ParameterException misuse -> throw misuse;
            case ConfigInvalid invalid -> ftr.err().println(invalid.getMessage());
            case CommandFailed failure -> ftr.err().println("ftr: " + failure.getMessage());
            default -> ftr.err().println("ftr: %s (--debug shows where)".formatted(e));
        }
        if (ftr.debug()) e.printStackTrace(ftr.err());
        return Exit.FAILED;
    }
}
