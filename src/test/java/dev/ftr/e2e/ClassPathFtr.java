package dev.ftr.e2e;

import dev.ftr.testing.NetworkNamespace;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program out of the classes that are tested, in a process of its own in a network namespace. */
record ClassPathFtr(NetworkNamespace router, Path config, Path folder, List<String> starter) {
    static ClassPathFtr in(NetworkNamespace router, Path config, Path folder) {
        return new ClassPathFtr(router, config, folder, List.of());
    }

    /** With another config. */
    ClassPathFtr with(Path other) {
        return new ClassPathFtr(router, other, folder, starter);
    }

    /** The same, begun by a program that becomes it. */
    ClassPathFtr startedBy(String... words) {
        return new ClassPathFtr(router, config, folder, List.of(words));
    }

    Ran run(String... words) {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "dev.ftr.Main",
                "--config",
                config.toString(),
                "--run-dir",
                folder.resolve("run").toString(),
                "--state-dir",
                folder.resolve("state").toString()));
        command.addAll(List.of(words));
        return router.run(() -> Ran.toTheEnd(new ProcessBuilder(command)));
    }

    /** Surefire may have put the class path into the manifest of a jar. */
    private static String classPath() {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return tests.replace(File.pathSeparator + File.pathSeparator, File.pathSeparator);
    }
}
