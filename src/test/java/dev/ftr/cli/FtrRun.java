package dev.ftr.cli;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.model.Language;
import dev.ftr.testing.Schemas;
import dev.ftr.text.Sentences;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What one run of the program said, and how it ended. */
record FtrRun(int exit, String out, String err) {
    private static final List<String> KERNEL_COMMANDS = List.of("plan", "apply", "monitor", "teardown");

    /** Right, and as small as can be. */
    static final String CONFIG = """
            uplinks:
              - interface: eth1
                type: static
                ip: 192.0.2.2
                gateway: 192.0.2.1
                description: Provider One
                priority_group: 1
              - interface: ppp0
                type: ppp
                description: Provider Two
                priority_group: 1
            downlinks:
              lan: eth0
            tests:
              ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]
              required_successful: 2
            """;

    /** What the commands share, for who looks at the line and runs nothing. */
    static FtrCommand command(String... arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new FtrCommand(Console.unseen(), Sentences.in(Language.ENGLISH), nowhere, nowhere, List.of(arguments));
    }

    /** With no config file, unless the arguments name one. */
    static FtrRun ftr(String... arguments) {
        List<String> given = List.of(arguments);
        if (!given.contains("--config")) return ftr(Path.of("/nowhere/ftr.conf"), arguments);
        keepOffTheKernel(given);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                Cli.run(Tongue.of(given, Map.of()), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        Schemas.fitOutput(given, out.toString());
        return new FtrRun(exit, out.toString(), err.toString());
    }

    /** Tests may run as root: a command that reads or changes the kernel may only be given a config that it refuses. */
    private static void keepOffTheKernel(List<String> arguments) {
        boolean harmless = arguments.contains("--help") || arguments.contains("--demo");
        if (harmless || KERNEL_COMMANDS.stream().noneMatch(arguments::contains)) return;
        int value = arguments.indexOf("--config") + 1;
        boolean refused = value == arguments.size()
                || new ConfigLoader().load(Path.of(arguments.get(value))) instanceof LoadResult.Invalid;
        if (arguments.contains("teardown") || !refused)
            throw new AssertionError("this would touch the kernel of this machine: ftr " + String.join(" ", arguments));
    }

    /** With this config file. */
    static FtrRun ftr(Path config, String... arguments) {
        return ftr(Stream.concat(Stream.of("--config", config.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    static Path config(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("ftr.conf"), text);
    }
}
