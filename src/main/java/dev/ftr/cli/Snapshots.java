package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.json.Json;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.SnapshotJson;
import dev.ftr.kernel.SnapshotReader;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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

    Snapshot of(Path file) {
        try {
            JsonNode node = Json.read(Files.readString(file));
            if (!node.isObject())
                throw new CommandFailed("%s is no snapshot of 'ftr snapshot': %s"
                        .formatted(file, node.isMissingNode() ? "it is empty" : "it is no JSON object"));
            return SnapshotJson.read(node);
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
