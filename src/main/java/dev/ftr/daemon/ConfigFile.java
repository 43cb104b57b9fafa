package dev.ftr.daemon;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The config file of a real daemon, and the last good one behind it. Not for several threads. */
public final class ConfigFile implements ConfigFeed {
    private final Path path;
    private final LastGoodConfig lastGood;
    private final Consumer<RouterConfig> listener;

    private final ConfigLoader loader;

    /**
     * @param loader reads it
     * @param listener told of each config that is taken into force
     */
    public ConfigFile(Path path, ConfigLoader loader, LastGoodConfig lastGood, Consumer<RouterConfig> listener) {
        this.loader = loader;
        this.path = path;
        this.lastGood = lastGood;
        this.listener = listener;
    }

    @Override
    public LoadResult load() {
        return loader.load(path);
    }

    /** The config that was in force when the file was right last. */
    public Optional<Loaded> lastGood() {
        return lastGood.read(path)
                .map(kept -> loader.load(path.toString(), kept.content()))
                .flatMap(result -> result instanceof Loaded loaded ? Optional.of(loaded) : Optional.empty());
    }

    @Override
    public String commit() {
        return GitCommit.of(path).orElse("");
    }

    @Override
    public void taken(Loaded loaded) {
        listener.accept(loaded.config());
        keep(loaded);
    }

    /** Keeps it as the last good one. */
    public void keep(Loaded loaded) {
        lastGood.keep(path, loaded.text().value().getBytes(StandardCharsets.UTF_8));
    }
}
