package dev.ftr.daemon;

import dev.ftr.config.LoadResult;
import dev.ftr.config.Places;
import dev.ftr.config.RouterConfig;
import java.util.List;

/** Where a running daemon gets its config from, again and again. */
public interface ConfigFeed {
    /** The config as it is written now; never throws. */
    LoadResult load();

    /** The commit of the git work tree that the config is in, 40 or 64 hexadecimal digits; empty: it is in none. */
    String commit();

    /** A config that was loaded is in force from now on. */
    void taken(LoadResult.Loaded loaded);

    /** A config that never changes. */
    static ConfigFeed fixed(RouterConfig config, String sha256) {
        return new ConfigFeed() {
            @Override
            public LoadResult load() {
                return new LoadResult.Loaded(config, new RouterConfig.Secret(""), () -> sha256, List.of(), Places.NONE);
            }

            @Override
            public String commit() {
                return "";
            }

            @Override
            public void taken(LoadResult.Loaded loaded) {}
        };
    }
}
