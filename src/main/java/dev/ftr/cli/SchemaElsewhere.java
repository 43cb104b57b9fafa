package dev.ftr.cli;

import dev.ftr.config.FittingFiles;
import dev.ftr.kernel.CommandRunner;
import dev.ftr.kernel.DetachedProgram;
import dev.ftr.kernel.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a config fits the schema, found out by another process where it is not known yet: what checks it takes 11 MB, which a
 * daemon would keep for as long as it lives. The other one is {@code config show}, which remembers a config that fits.
 */
final class SchemaElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaElsewhere.class);

    /** One that takes longer is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FtrCommand ftr;
    private final FittingFiles fitting;

    SchemaElsewhere(FtrCommand ftr, FittingFiles fitting) {
        this.ftr = ftr;
        this.fitting = fitting;
    }

    /** False: it does not, or it could not be found out here; then whoever asks has to check it, and say what is wrong. */
    boolean fits(String checksum) {
        if (fitting.know(checksum)) return true;
        try {
            // Where nothing can be remembered, nothing can be told; the daemon will want the folder anyway.
            Files.createDirectories(ftr.stateDir());
            if (Files.isWritable(ftr.stateDir())) look();
        } catch (IOException | KernelException e) {
            LOG.debug("the schema is checked here: {}", e.getMessage());
        }
        return fitting.know(checksum);
    }

    private void look() throws IOException, KernelException {
        List<String> command = new ArrayList<>(DetachedProgram.program(ftr.arguments()));
        command.addAll(List.of(
                "--config",
                ftr.config().toString(),
                "--state-dir",
                ftr.stateDir().toString()));
        command.addAll(List.of("config", "show"));
        int ignored = new CommandRunner(PATIENCE).run(command, "").exit();
    }
}
