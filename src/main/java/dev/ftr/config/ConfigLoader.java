package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Config file, or folder of files, to {@link RouterConfig}: text, YAML, schema, meaning. Each stage tells all it finds, so that one look at a config
 * shows everything that is wrong with it. Not for several threads.
 */
public final class ConfigLoader {
    private final Predicate<String> knownToFitSchema;
    private final Consumer<String> fitted;
    private @Nullable SchemaCheck schema;

    public ConfigLoader() {
        this(checksum -> false, checksum -> {});
    }

    /**
     * A loader that spares itself the schema, and with it some 200 ms of class loading, for files that passed it before.
     *
     * @param knownToFitSchema whether a config with this checksum has fitted the schema of this very
     *     version of the program
     * @param fitted told of a file that fits
     */
    public ConfigLoader(Predicate<String> knownToFitSchema, Consumer<String> fitted) {
        this.knownToFitSchema = knownToFitSchema;
        this.fitted = fitted;
    }

    /**
     * Reads a config file, or a folder of them. Whatever it is or holds, the answer is a result and never an exception.
     */
    public LoadResult load(Path path) {
        boolean folder = Files.isDirectory(path);
        Problems problems = new Problems(folder);
        try {
            if (!folder) {
                String file = path.toString();
                return load(new SourceTexts(file, false, List.of(SourceText.read(path, file))), problems);
            }
            Optional<SourceTexts> texts = FolderReading.of(path, problems);
            return texts.isPresent() ? load(texts.get(), problems) : new LoadResult.Invalid(problems.errors());
        } catch (Unreadable e) {
            e.reportTo(problems);
            return new LoadResult.Invalid(problems.errors());
        }
    }

    /**
     * As {@link #load(Path)}, for content that is at hand.
     *
     * @param path its name in messages
     * @param content of a file, or the text of a {@link LoadResult.Loaded}
     */
    public LoadResult load(String path, byte[] content) {
        Problems problems = new Problems(SourceTexts.areMany(content));
        try {
            return load(SourceTexts.of(path, content), problems);
        } catch (Unreadable e) {
            e.reportTo(problems);
            return new LoadResult.Invalid(problems.errors());
        }
    }

    private LoadResult load(SourceTexts texts, Problems problems) throws Unreadable {
        Node root = ConfigTree.of(texts, problems);
        String checksum = texts.checksum();
        if (!knownToFitSchema.test(checksum)) checkSchema(root, checksum, problems);
        MisplacedSecrets.check(root, problems);
        Optional<RouterConfig> config = ConfigReader.read(new Setting(root, "", problems));
        return config.<LoadResult>map(c -> new LoadResult.Loaded(
                        c, new Secret(texts.kept()), texts::sha256, problems.warnings(), Places.of(root)))
                .orElseGet(() -> new LoadResult.Invalid(problems.errors()));
    }

    private void checkSchema(Node root, String checksum, Problems problems) {
        schema().check(root, problems);
        if (!problems.hasErrors()) fitted.accept(checksum);
    }

    /** Made when it is wanted, since that is when its libraries are loaded. */
    private SchemaCheck schema() {
        SchemaCheck made = schema == null ? new SchemaCheck() : schema;
        schema = made;
        return made;
    }
}
