package dev.ftr.daemon;

import dev.ftr.config.ConfigProblem;
import dev.ftr.config.LoadResult;
import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.Places;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.Rule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A config that a test writes. */
final class ChangingConfig implements ConfigFeed {
    final AtomicInteger taken = new AtomicInteger();
    private volatile LoadResult current;
    private volatile String commit = "";

    ChangingConfig(RouterConfig config) {
        current = loaded(config, RunningDaemon.SHA256);
    }

    void write(RouterConfig config, String sha256, String inCommit) {
        commit = inCommit;
        current = loaded(config, sha256);
    }

    void write(RouterConfig config, String sha256) {
        write(config, sha256, "");
    }

    void writeNonsense(String message) {
        current = new Invalid(List.of(new ConfigProblem(Rule.MEANING, "ftr.conf", 3, 7, "/uplinks/0/ip", message)));
    }

    private static Loaded loaded(RouterConfig config, String sha256) {
        return new Loaded(config, new Secret(""), () -> sha256, List.of(), Places.NONE);
    }

    @Override
    public LoadResult load() {
        return current;
    }

    @Override
    public String commit() {
        return commit;
    }

    @Override
    public void taken(Loaded loaded) {
        taken.incrementAndGet();
    }
}
