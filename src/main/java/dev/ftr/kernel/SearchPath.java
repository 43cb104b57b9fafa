package dev.ftr.kernel;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The folders in which a tool is looked for when a process is started by its name. */
final class SearchPath {
    private static final String SYSTEM_DEFAULT = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final List<Path> folders;

    SearchPath(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    static SearchPath ofEnvironment() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse(SYSTEM_DEFAULT);
        return new SearchPath(List.of(path.split(File.pathSeparator)).stream()
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList());
    }

    boolean has(String tool) {
        return folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(tool)));
    }
}
