package dev.ftr.cli;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.FittingFiles;
import dev.ftr.config.LoadResult;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.daemon.ChangeLock;
import dev.ftr.daemon.KernelLock;
import dev.ftr.kernel.CommandRunner;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.model.Language;
import dev.ftr.text.Sentences;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ftr}: the options that all {@link Commands} share, and what they make of them. */
@Command(
        name = "ftr",
        description = "Keeps a Linux router with several internet uplinks online.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class FtrCommand implements Runnable {
    private static final String RUN_DIR = "/run/ftr";
    private static final String STATE_DIR = "/var/lib/ftr";
    private static final String CONFIG = "/etc/fault_tolerant_router.conf";
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    private final Console console;
    private final Sentences sentences;
    private final PrintWriter out;
    private final PrintWriter err;
    private final List<String> arguments;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description =
                    "config file, or folder of *.yaml, *.yml and *.conf (default: ${DEFAULT-VALUE}; environment: FTR_CONFIG)",
            defaultValue = "${env:FTR_CONFIG:-" + CONFIG + "}")
    private Path config = Path.of(System.getenv().getOrDefault("FTR_CONFIG", CONFIG));

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where status.json is (default: ${DEFAULT-VALUE})",
            defaultValue = RUN_DIR)
    private Path runDir = Path.of(RUN_DIR);

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where events.jsonl is (default: ${DEFAULT-VALUE})",
            defaultValue = STATE_DIR)
    private Path stateDir = Path.of(STATE_DIR);

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "show the commands that are run, and stack traces")
    private boolean debug;

    /** {@link Tongue} has read it before; here it is only checked, and shown in the help. */
    @SuppressWarnings("unused")
    @Option(
            names = Tongue.OPTION,
            paramLabel = "en|it|de|fr|es|pt",
            scope = ScopeType.INHERIT,
            converter = Tongue.Converter.class,
            description = "language of what is said to people; JSON, logs and files stay as they are (default: that of "
                    + "LC_ALL, LC_MESSAGES or LANG)")
    private Language language = Language.ENGLISH;

    /**
     * @param out for what says its words in the right language by itself
     * @param err says each line in the language of who reads it
     * @param arguments all of this run
     */
    FtrCommand(Console console, Sentences sentences, PrintWriter out, PrintWriter err, List<String> arguments) {
        this.console = console;
        this.sentences = sentences;
        this.out = out;
        this.err = err;
        this.arguments = arguments;
    }

    /** Takes the value of one of the options that say where something is; false: it is none of them. */
    boolean take(String option, Path value) {
        switch (option) {
            case "--config" -> config = value;
            case "--run-dir" -> runDir = value;
            case "--state-dir" -> stateDir = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    boolean debug() {
        return debug;
    }

    Path config() {
        return config;
    }

    Path runDir() {
        return runDir;
    }

    boolean hasRunDirOfItsOwn() {
        return !runDir.equals(Path.of(RUN_DIR));
    }

    Path stateDir() {
        return stateDir;
    }

    /** All arguments of this run. */
    List<String> arguments() {
        return arguments;
    }

    /** What the output is seen on. */
    Console console() {
        return console;
    }

    /** What status and demo are written on, in the language of who reads it. */
    Page page() {
        return console.page(sentences);
    }

    /** In the language of who reads the terminal. */
    Sentences sentences() {
        return sentences;
    }

    /** Says it on standard output, in the language of who reads it. */
    void say(String english) {
        out().println(sentences.translate(english));
    }

    /** For what says its words in the right language by itself, and for machines. */
    PrintWriter out() {
        return out;
    }

    /** Says each line in the language of who reads it. */
    PrintWriter err() {
        return err;
    }

    /** The config, or an end with all of its errors on standard error; its warnings go there as well. */
    Loaded load() {
        Loaded loaded = loadSilently();
        loaded.warnings().forEach(w -> err().println("warning: " + w));
        return loaded;
    }

    /** The same, with its warnings left to whoever asked. */
    Loaded loadSilently() {
        return switch (quickLoader().load(config)) {
            case LoadResult.Invalid(var errors) -> throw new ConfigInvalid(errors);
            case Loaded loaded -> loaded;
        };
    }

    private ConfigLoader quickLoader() {
        FittingFiles fitting = new FittingFiles(stateDir);
        return new ConfigLoader(fitting::know, fitting::remember);
    }

    /** The config, or what is wrong with it, all of it looked at anew; nothing is said about it. */
    LoadResult read() {
        return new ConfigLoader().load(config);
    }

    LinuxKernel kernel() {
        Capabilities.requireNetAdmin();
        Iptables iptables = iptables();
        return new LinuxKernel(iptables.runner(), iptables);
    }

    /** Held by a command that changes the kernel; the process gives it back with its end at the latest. */
    ChangeLock changeLock(String who) {
        return ChangeLock.within(KernelLock.at(runDir, who), LOCK_PATIENCE);
    }

    Iptables iptables() {
        return new Iptables(new CommandRunner(COMMAND_TIMEOUT), flavour());
    }

    /** {@code FTR_IPTABLES=nft} or {@code legacy}: for machines on which the alternative cannot be switched. */
    private static String flavour() {
        String chosen = System.getenv().getOrDefault("FTR_IPTABLES", "");
        return switch (chosen) {
            case "" -> "";
            case "nft", "legacy" -> "-" + chosen;
            default -> throw new CommandFailed("FTR_IPTABLES is '%s'; it may be 'nft' or 'legacy'".formatted(chosen));
        };
    }
}
