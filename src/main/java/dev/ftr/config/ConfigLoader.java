package dev.ftr.config;

import dev.ftr.config.RouterConfig.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Config file to {@link RouterConfig}: text, YAML, schema, meaning. Each stage tells all it finds, so that one look at a file
 * shows everything that is wrong with it. Not for several threads.
 */
public final class ConfigLoader {
    private final Predicate<String> knownToFitSchema;
    private @Nullable SchemaCheck schema;

    public ConfigLoader() {
        this(sha256 -> false);
    }

    /**
     * A loader that spares itself the schema, and with it some 200 ms of class loading, for files that passed it before.
     *
     * @param knownToFitSchema whether a file with this SHA-256 (64 hexadecimal digits) has fitted the schema of this very
     *     version of the program
     */
    public ConfigLoader(Predicate<String> knownToFitSchema) {
        this.knownToFitSchema = knownToFitSchema;
    }

    /** Reads a config file. Whatever the file is or holds, the answer is a result and never an exception. */
    public LoadResult load(Path path) {
        Problems problems = new Problems();
        try {
            return load(SourceText.read(path), problems);
        } catch (Unreadable e) {
            e.reportTo(problems);
            return new LoadResult.Invalid(problems.errors());
        }
    }

    /**
     * As {@link #load(Path)}, for content that is at hand.
     *
     * @param file its name in messages
     */
    public LoadResult load(String file, byte[] content) {
        Problems problems = new Problems();
        try {
            return load(SourceText.of(file, content), problems);
        } catch (Unreadable e) {
            e.reportTo(problems);
            return new LoadResult.Invalid(problems.errors());
        }
    }

    private LoadResult load(SourceText source, Problems problems) throws Unreadable {
        Node root = YamlTree.of(source, problems);
        if (!knownToFitSchema.test(source.sha256())) schema().check(root, problems);
        Optional<RouterConfig> config = ConfigReader.read(new Setting(root, "", problems));
        return config.<LoadResult>map(c -> new LoadResult.Loaded(
                        c, new Secret(source.text()), source.sha256(), problems.warnings(), Places.of(root)))
                .orElseGet(() -> new LoadResult.Invalid(problems.errors()));
    }

    /** Made when it is wanted, since that is when its libraries are loaded. */
    private SchemaCheck schema() {
        SchemaCheck made = schema == null ? new SchemaCheck() : schema;
        schema = made;
        return made;
    }
}
