package dev.ftr.cli;

import dev.ftr.config.EffectiveConfig;
import dev.ftr.config.EffectiveConfig.Line;
import dev.ftr.config.EffectiveConfig.Origin;
import dev.ftr.config.EffectiveConfig.Value;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "show",
        description = {
            "Prints the config as it is read: all files of a folder together, secrets as ***.",
            "But for the secrets, it loads again as the same config."
        })
final class ConfigShowCommand implements Callable<Integer> {
    /** What stands in the place of file and line where a value is the default. */
    private static final String DEFAULT = "default";

    /** Columns; what is behind longer lines follows at once. */
    private static final int WIDEST = 60;

    private static final int FORMAT_VERSION = 1;

    /** The forms of the output. */
    enum Output {
        YAML,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private ConfigCommand config;

    @Option(names = "--origin", description = "also the file and line that each value comes from")
    private boolean origin;

    @Option(names = "--defaults", description = "also what holds for keys that are not given")
    private boolean defaults;

    @Option(names = "--output", paramLabel = "yaml|json", description = "yaml or json (default: yaml)")
    private Output output = Output.YAML;

    @Override
    public Integer call() {
        FtrCommand ftr = config.ftr();
        Loaded loaded = ftr.load();
        EffectiveConfig written = EffectiveConfig.of(ftr.config().toString(), loaded);
        EffectiveConfig shown = defaults ? written.withDefaults(loaded.config()) : written;
        switch (output) {
            case YAML -> yaml(shown.yaml()).forEach(ftr.out()::println);
            case JSON -> ftr.out().println(json(ftr, loaded, shown));
        }
        return Exit.OK;
    }

    private List<String> yaml(List<Line> lines) {
        if (!origin) return lines.stream().map(Line::text).toList();
        int width = lines.stream()
                .mapToInt(line -> line.text().length())
                .filter(length -> length <= WIDEST)
                .max()
                .orElse(0);
        return lines.stream().map(line -> withOrigin(line, width)).toList();
    }

    private static String withOrigin(Line line, int width) {
        if (line.isDefault()) return behind(line, width, DEFAULT);
        return line.origin()
                .map(o -> behind(line, width, "%s:%d".formatted(o.fileName(), o.line())))
                .orElse(line.text());
    }

    private static String behind(Line line, int width, String comment) {
        return "%s  # %s"
                .formatted(
                        line.text() + " ".repeat(Math.max(0, width - line.text().length())), comment);
    }

    private String json(FtrCommand ftr, Loaded loaded, EffectiveConfig shown) {
        ObjectNode node = Json.object().put("format_version", FORMAT_VERSION);
        node.put("path", ftr.config().toString()).put("sha256", loaded.sha256());
        node.set("config", shown.json());
        if (origin) {
            ObjectNode origins = node.putObject("origins");
            for (Value value : shown.values()) describe(origins.putObject(value.pointer()), value);
        }
        return Json.pretty(node);
    }

    private static void describe(ObjectNode node, Value value) {
        if (value.origin().isEmpty()) node.put(DEFAULT, true);
        else {
            Origin where = value.origin().get();
            node.put("file", where.file()).put("line", where.line()).put("column", where.column());
        }
    }
}
