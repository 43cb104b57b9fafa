package dev.ftr.cli;

import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The user to whom run dir and state dir belong: that of the service. A command of root's that writes there goes on as that
 * user. So the service can use what the command leaves; and root does not follow where that user, or who has taken it over,
 * has put a link in the place of a file.
 */
final class FolderOwner {
    private FolderOwner() {}

    /** Does nothing unless root runs this, and the run dir, or without one the state dir, is of somebody else. */
    static void become(FtrCommand ftr) {
        for (Path folder : List.of(ftr.runDir(), ftr.stateDir())) {
            if (!Files.isDirectory(folder)) continue;
            if (isRoot()) become(folder, ftr.arguments());
            return;
        }
    }

    private static void become(Path folder, List<String> arguments) {
        try {
            int user = (int) Files.getAttribute(folder, "unix:uid");
            int group = (int) Files.getAttribute(folder, "unix:gid");
            if (user == 0) return;
            String name = Files.getOwner(folder).getName();
            try {
                OtherUser.become(user, group, !name.equals(Integer.toString(user)), arguments);
            } catch (KernelException e) {
                throw new CommandFailed(
                        "cannot go on as user %s, to whom %s belongs: %s".formatted(name, folder, e.getMessage()));
            }
        } catch (IOException e) {
            return; // gone at this moment
        }
    }

    /** By the effective user, the second number. */
    private static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .anyMatch(line -> line.split("\\s+", -1)[2].equals("0"));
        } catch (IOException e) {
            return false; // no /proc to ask
        }
    }
}
