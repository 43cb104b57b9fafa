package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Which commands there are on a line, for the arguments that are given. */
class CommandsTest {
    private static final FtrCommand FTR = FtrRun.command();
    private static final Set<String> ALL = names(Commands.all(FTR));

    private static Set<String> of(String... arguments) {
        return names(Commands.of(FTR, List.of(arguments)));
    }

    private static Set<String> names(CommandLine line) {
        Set<String> names = new TreeSet<>();
        line.getSubcommands().values().forEach(command -> names.add(command.getCommandName()));
        return names;
    }

    @Test
    void eachIsThereWhenItIsNamed() {
        for (CommandLine command : Commands.all(FTR).getSubcommands().values())
            for (String name : command.getCommandSpec().names())
                assertEquals(Set.of(command.getCommandName()), of("--run-dir", "/nowhere", name), name);
    }

    @Test
    void aValueThatReadsLikeACommandHidesNone() {
        assertEquals(Set.of("plan", "status"), of("--config", "plan", "status"));
    }

    @Test
    void allAreThereForTheHelpAndWhereNoneIsNamed() {
        assertEquals(ALL, of());
        assertEquals(ALL, of("--help"));
        assertEquals(ALL, of("-h", "plan"));
        assertEquals(ALL, of("reboot"));
        assertEquals(ALL, of("--config", "/nowhere"));
    }

    @Test
    void theVersionNeedsNone() {
        assertEquals(Set.of(), of("--version"));
    }
}
