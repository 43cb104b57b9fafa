package dev.ftr.kernel;

import dev.ftr.model.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kernel parameters by their files, without a process. */
final class SysctlFiles {
    private static final Path ROOT = Path.of("/proc/sys");

    private static final Logger LOG = LoggerFactory.getLogger(SysctlFiles.class);

    private SysctlFiles() {}

    /** The value; empty when there is no such parameter (any more). */
    static Optional<String> read(Sysctl sysctl) throws KernelException {
        try {
            return Optional.of(Files.readString(ROOT.resolve(sysctl.path())).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new KernelException("sysctl %s cannot be read: %s".formatted(sysctl, e.getMessage()));
        }
    }

    static void write(Sysctl sysctl, String value) throws KernelException {
        LOG.debug("sysctl {}={}", sysctl, value);
        try {
            Files.writeString(ROOT.resolve(sysctl.path()), value);
        } catch (IOException e) {
            throw new KernelException("sysctl %s=%s: %s".formatted(sysctl, value, cause(e)));
        }
    }

    private static String cause(IOException e) {
        if (e instanceof NoSuchFileException) return "there is no such parameter";
        return String.valueOf(e.getMessage()).replace(ROOT + "/", "");
    }
}
