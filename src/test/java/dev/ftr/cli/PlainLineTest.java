package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The short way through the command line, beside the one through picocli. */
class PlainLineTest {
    private record Understood(String command, Path config, Path runDir, Path stateDir) {
        static Understood as(String command, FtrCommand ftr) {
            return new Understood(command, ftr.config(), ftr.runDir(), ftr.stateDir());
        }
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(
                        "status",
                        "plan",
                        "apply",
                        "validate",
                        "--version",
                        "-V",
                        "--help",
                        "-h",
                        "--config",
                        "--run-dir",
                        "--state-dir",
                        "--debug",
                        "--lang",
                        "it",
                        "--detailed-exitcode",
                        "--config=/etc/other",
                        "/some/where",
                        "@file",
                        "-",
                        "--",
                        "",
                        "a b",
                        "${x}",
                        "'quoted'",
                        "\"plan\"",
                        "\u0000")
                .list()
                .ofMaxSize(6);
    }

    @Property(tries = 2000)
    void whatIsTakenTheShortWayIsWhatPicocliUnderstands(@ForAll("lines") List<String> line) {
        FtrCommand ftr = FtrRun.command(line.toArray(String[]::new));
        Optional<Callable<Integer>> plain = PlainLine.of(ftr);
        if (plain.isPresent())
            assertEquals(Optional.of(Understood.as(name(plain.get()), ftr)), picocli(line), line.toString());
    }

    private static String name(Callable<Integer> command) {
        return switch (command) {
            case StatusCommand status -> "status";
            case PlanCommand plan -> "plan";
            default -> "--version";
        };
    }

    private static Optional<Understood> picocli(List<String> line) {
        FtrCommand ftr = FtrRun.command(line.toArray(String[]::new));
        CommandLine whole = Commands.all(ftr);
        try {
            ParseResult parsed = whole.parseArgs(line.toArray(String[]::new));
            String command = parsed.hasSubcommand()
                    ? parsed.subcommand().commandSpec().name()
                    : parsed.isVersionHelpRequested() ? "--version" : "";
            return Optional.of(Understood.as(command, ftr));
        } catch (ParameterException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "plan",
                "--version",
                "--config /a --run-dir /b --state-dir /c plan",
                "status --run-dir /b"
            })
    void theseGoTheShortWay(String line) {
        assertTrue(PlainLine.of(FtrRun.command(line.split(" "))).isPresent());
    }
}
