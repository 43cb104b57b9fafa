package dev.ftr.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The manual and the completion of the shell, from what picocli knows of the commands and the schema of the config. The build
 * of the packages runs it: {@code ManPages FOLDER SCHEMA}.
 */
public final class ManPages {
    private static final String SEE_ALSO = "SEE ALSO";

    private ManPages() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        JsonNode schema = new ObjectMapper().readTree(Path.of(args[1]).toFile());
        all(schema).forEach((name, text) -> {
            try {
                Files.writeString(folder.resolve(name), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** By file name. */
    static SortedMap<String, String> all(JsonNode schema) {
        SortedMap<String, String> pages = new TreeMap<>();
        CommandLine ftr = ftr();
        List<CommandSpec> commands = commands(ftr);
        pages.put("ftr.1", program(ftr.getCommandSpec(), commands));
        for (CommandSpec command : commands) pages.put(name(command) + ".1", page(command));
        pages.put("fault_tolerant_router.conf.5", config(schema));
        return pages;
    }

    static String completion() {
        return AutoComplete.bash("ftr", ftr());
    }

    static CommandLine ftr() {
        return Commands.all(FtrRun.command());
    }

    /** Each with its own commands behind it. */
    private static List<CommandSpec> commands(CommandLine above) {
        return above.getSubcommands().values().stream()
                .distinct()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .flatMap(command -> Stream.concat(Stream.of(command.getCommandSpec()), commands(command).stream()))
                .toList();
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private static String program(CommandSpec ftr, List<CommandSpec> commands) {
        Roff page = new Roff("FTR", 1)
                .name("ftr", description(ftr))
                .section("SYNOPSIS")
                .line(synopsis(ftr))
                .section("COMMANDS");
        list(page, commands).section("OPTIONS");
        ftr.options().forEach(option -> option(page, option));
        page.section("EXIT STATUS").item("0").line("done");
        page.item("1").line("an error, said in a line on standard error");
        page.item("2").line("plan --detailed-exitcode: there are changes");
        page.item("3").line("status: ftr monitor is not running");
        page.item("64").line("wrong arguments");
        page.section("ENVIRONMENT")
                .item("FTR_CONFIG")
                .line("the config, where --config names none; where it is not set, /etc/default/ftr may say it");
        page.item("FTR_JAVA_OPTS").line("more options for the JVM that ftr runs in");
        page.section("FILES").item("/etc/fault_tolerant_router.conf").line("the config");
        page.item("/run/ftr/status.json").line("what the daemon sees");
        page.item("/var/lib/ftr").line("events, history, the last good config, messages that are still to be sent");
        return page.section(SEE_ALSO)
                .line(Stream.concat(
                                commands.stream().map(c -> name(c) + "(1)"),
                                Stream.of("fault_tolerant_router.conf(5)", "ip(8)", "iptables(8)", "conntrack(8)"))
                        .collect(Collectors.joining(", ")))
                .text();
    }

    private static String page(CommandSpec command) {
        String name = name(command);
        Roff page = new Roff(name.toUpperCase(Locale.ROOT), 1)
                .name(name, description(command))
                .section("SYNOPSIS")
                .line(synopsis(command));
        List<CommandSpec> below = commands(command.commandLine());
        if (!below.isEmpty()) list(page.section("COMMANDS"), below);
        List<ArgSpec> own = new ArrayList<>(command.positionalParameters());
        command.options().stream().filter(o -> !o.inherited() && !common(o)).forEach(own::add);
        if (!own.isEmpty()) page.section("OPTIONS");
        else page.section("DESCRIPTION");
        for (ArgSpec each : own) {
            if (each instanceof OptionSpec option) option(page, option);
            else page.item(each.paramLabel()).line(words(each));
        }
        return page.paragraph()
                .line("The options that all commands have are in ftr(1).")
                .section(SEE_ALSO)
                .line("ftr(1), fault_tolerant_router.conf(5)")
                .text();
    }

    private static Roff list(Roff page, List<CommandSpec> commands) {
        for (CommandSpec command : commands) page.item(name(command) + "(1)").line(description(command));
        return page;
    }

    private static boolean common(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static void option(Roff page, OptionSpec option) {
        if (option.hidden()) return;
        boolean value = option.arity().max() > 0;
        String names = Arrays.stream(option.names())
                .map(name -> value ? "%s=%s".formatted(name, option.paramLabel()) : name)
                .collect(Collectors.joining(", "));
        page.item(names).line(words(option));
    }

    private static String words(ArgSpec arg) {
        return String.join(" ", arg.description());
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static String synopsis(CommandSpec command) {
        String text = new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        return text.trim().replaceAll("\\s+", " ");
    }

    private static String config(JsonNode schema) {
        Roff page = new Roff("FAULT_TOLERANT_ROUTER.CONF", 5)
                .name("fault_tolerant_router.conf", "configuration of ftr")
                .section("DESCRIPTION")
                .line(schema.path("description").asString(""))
                .line("\"ftr generate-config\" writes a commented example, \"ftr validate\" checks the file.")
                .section("KEYS");
        keys(page, schema, schema, "", 0);
        return page.section(SEE_ALSO).line("ftr(1), ftr-validate(1)").text();
    }

    private static void keys(Roff page, JsonNode schema, JsonNode node, String path, int depth) {
        if (depth > 6) return;
        JsonNode here = resolved(schema, node);
        if (here.has("items")) keys(page, schema, here.get("items"), path + "[]", depth + 1);
        for (Map.Entry<String, JsonNode> each : here.path("properties").properties()) {
            JsonNode key = resolved(schema, each.getValue());
            String name = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
            String description = each.getValue()
                    .path("description")
                    .asString(key.path("description").asString(""));
            page.item(name).line(description);
            if (key.has("default")) page.line("Default: %s.".formatted(word(key.get("default"))));
            if (key.has("enum")) page.line("One of %s.".formatted(words(key.get("enum"))));
            if (key.has("examples")) page.line("Example: %s".formatted(words(key.get("examples"))));
            keys(page, schema, each.getValue(), name, depth + 1);
        }
    }

    private static JsonNode resolved(JsonNode schema, JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : schema.at(reference.substring(1));
    }

    private static String words(JsonNode values) {
        return values.valueStream().map(ManPages::word).collect(Collectors.joining(", "));
    }

    private static String word(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    /** A page in the language of man(7). */
    private static final class Roff {
        private static final int LONG = 20;

        private final StringBuilder text = new StringBuilder();

        Roff(String title, int section) {
            text.append(".TH \"%s\" %d \"\" \"ftr\" \"ftr\"\n.nh\n.ad l\n".formatted(title, section));
        }

        Roff name(String name, String description) {
            String words = description.replaceFirst("\\.$", "");
            return section("NAME").line("%s \\- %s".formatted(name, words).replace("\\-", "\u0000"));
        }

        Roff section(String title) {
            text.append(".SH %s\n".formatted(title));
            return this;
        }

        Roff paragraph() {
            text.append(".PP\n");
            return this;
        }

        Roff item(String words) {
            text.append(".TP\n\\fB").append(escaped(words)).append("\\fR\n");
            return this;
        }

        Roff line(String words) {
            if (!words.isBlank()) text.append(escaped(words)).append('\n');
            return this;
        }

        String text() {
            return text.toString();
        }

        /** A line that begins with a dot or an apostrophe would be a request. */
        private static String escaped(String words) {
            String plain = words.replaceAll("\\s+", " ")
                    .replace("\\", "\\e")
                    .replace("-", "\\-")
                    .replace("\u0000", "\\-")
                    .replace("'", "\\(aq");
            return (plain.startsWith(".") ? "\\&" : "") + breakable(plain);
        }

        /** Long words, such as URLs, may end a line within. */
        private static String breakable(String words) {
            return Arrays.stream(words.split(" ", -1))
                    .map(word -> word.length() <= LONG ? word : word.replaceAll("([,/=:}])", "$1\\\\:"))
                    .collect(Collectors.joining(" "));
        }
    }
}
