package dev.ftr.cli;

import dev.ftr.text.Sentences;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of all commands in another language, where picocli looks for it: in a resource bundle of each command. */
final class TranslatedHelp extends ResourceBundle {
    private final Map<String, Object> texts = new TreeMap<>();

    private TranslatedHelp(CommandSpec spec, Sentences sentences) {
        put("usage.synopsisHeading", sentences, "Usage: ");
        put("usage.commandListHeading", sentences, "Commands:%n");
        put("usage.description", sentences, spec.usageMessage().description());
        for (ArgSpec argument : spec.args()) put(key(argument), sentences, argument.description());
    }

    static void of(CommandLine line, Sentences sentences) {
        CommandSpec spec = line.getCommandSpec();
        IVersionProvider version = spec.versionProvider();
        if (version != null)
            spec.versionProvider(() -> Arrays.stream(version.getVersion())
                    .map(sentences::translate)
                    .toArray(String[]::new));
        spec.resourceBundle(new TranslatedHelp(spec, sentences));
        line.getSubcommands().values().forEach(command -> of(command, sentences));
    }

    private void put(String key, Sentences sentences, String... english) {
        for (int i = 0; i < english.length; i++)
            texts.put(english.length == 1 ? key : key + "." + i, sentences.translate(english[i]));
    }

    private static String key(ArgSpec argument) {
        String own = argument.descriptionKey();
        if (own != null && !own.isEmpty()) return own;
        return switch (argument) {
            case OptionSpec option -> option.longestName().replaceFirst("^-+", "");
            default -> argument.paramLabel() + "[" + ((PositionalParamSpec) argument).index() + "]";
        };
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
        return texts.get(key);
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.enumeration(texts.keySet());
    }
}
