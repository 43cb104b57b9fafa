package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.daemon.StatusFile;
import dev.ftr.json.Json;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.RouterReader;
import dev.ftr.kernel.RouterSnapshotJson;
import dev.ftr.kernel.SnapshotJson;
import dev.ftr.kernel.SnapshotReader;
import dev.ftr.model.IpAddress;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.RouterSnapshot.Taken;
import dev.ftr.model.Snapshot;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.ThisHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Where snapshots come from: this kernel, or a file that another router's was written to. */
record Snapshots(FtrCommand ftr) {

    /** Needs no right for routes and rules; what iptables refuses is among the problems. */
    Snapshot live(RouterConfig config, List<IpAddress> about) {
        Iptables iptables = ftr.iptables();
        LinuxKernel kernel = new LinuxKernel(iptables.runner(), iptables);
        try {
            return new SnapshotReader(kernel, iptables.runner(), iptables)
                    .read(ReadScopes.of(config, true, true), about);
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /** All that a plan for any config may be made from. */
    RouterSnapshot router() {
        Iptables iptables = ftr.iptables();
        LinuxKernel kernel = new LinuxKernel(iptables.runner(), iptables);
        Optional<RouterConfig> config = configured();
        Instant now = Instant.now();
        SortedMap<String, UplinkState> health =
                new TreeMap<>(new StatusFile(ftr.runDir()).freshStates(now).orElse(Map.of()));
        try {
            return new RouterReader(kernel, iptables.runner(), iptables)
                    .read(
                            config.map(c -> ReadScopes.of(c, true, true))
                                    .orElseGet(() -> ReadScopes.everything(RouterConfig.DEFAULT_ROUTE_PROTOCOL)),
                            config.map(RouterConfig::downlinks).orElse(List.of()),
                            new Taken(
                                    now.truncatedTo(ChronoUnit.SECONDS).toString(),
                                    ThisHost.shortName(),
                                    Version.number()),
                            health);
        } catch (KernelException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /** A router that has no config yet has a snapshot all the same: the first one is made from it. */
    private Optional<RouterConfig> configured() {
        return Files.exists(ftr.config()) ? Optional.of(ftr.load().config()) : Optional.empty();
    }

    Snapshot of(Path file) {
        return read(file, SnapshotJson::read);
    }

    RouterSnapshot router(Path file) {
        return read(file, RouterSnapshotJson::read);
    }

    private static <T> T read(Path file, Function<JsonNode, T> reader) {
        try {
            JsonNode node = Json.read(Files.readString(file));
            if (!node.isObject())
                throw new CommandFailed("%s is no snapshot of 'ftr snapshot': %s"
                        .formatted(file, node.isMissingNode() ? "it is empty" : "it is no JSON object"));
            return reader.apply(node);
        } catch (NoSuchFileException e) {
            throw new CommandFailed("%s: there is no such file".formatted(file));
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be read: %s".formatted(file, e.getMessage()));
        } catch (JacksonException e) {
            throw new CommandFailed("%s is not JSON: %s".formatted(file, e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("%s is no snapshot of 'ftr snapshot': %s".formatted(file, e.getMessage()));
        }
    }
}
