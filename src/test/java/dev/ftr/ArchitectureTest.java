package dev.ftr;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of packages in DESIGN §1. */
class ArchitectureTest {
    private static final String ROOT = "dev.ftr";
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("config", Set.of("model", "json")),
            Map.entry("health", Set.of("model")),
            Map.entry("desired", Set.of("model", "config", "health")),
            Map.entry("plan", Set.of("model")),
            Map.entry("explain", Set.of("model", "config", "health", "desired", "plan")),
            Map.entry("kernel", Set.of("model", "plan", "json")),
            Map.entry("probe", Set.of("model", "health")),
            Map.entry("text", Set.of("model")),
            Map.entry("notify", Set.of("model", "config", "text", "json")),
            Map.entry("history", Set.of("model", "notify")),
            Map.entry("replay", Set.of("model", "health")),
            Map.entry(
                    "daemon",
                    Set.of(
                            "model", "config", "health", "desired", "plan", "kernel", "probe", "notify", "replay",
                            "history", "json")),
            Map.entry("demo", Set.of("model", "plan", "kernel", "probe", "health")),
            Map.entry(
                    "cli",
                    Set.of(
                            "model", "config", "health", "desired", "plan", "kernel", "probe", "notify", "daemon",
                            "demo", "replay", "explain", "text", "history", "json"))));
    /** Within notify; its own classes are what all the others speak of. */
    private static final Map<String, Set<String>> NOTIFY_MAY_USE = new TreeMap<>(Map.of(
            "notify", Set.of(),
            "notify.tls", Set.of(),
            "notify.outbox", Set.of("notify"),
            "notify.mail", Set.of("notify", "notify.tls"),
            "notify.call", Set.of("notify", "notify.tls"),
            "notify.news", Set.of("notify", "notify.outbox", "notify.call")));

    private static final List<String> PURE = List.of("model", "health", "desired", "plan", "explain");

    private static final List<String> WORLD = List.of(
            "java.io.",
            "java.net.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.util.concurrent.",
            "java.util.logging.",
            "java.util.random.",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.time.Clock",
            "java.util.Random",
            "java.util.Timer",
            "java.util.UUID",
            "java.security.SecureRandom",
            "org.slf4j.");
    private static final Set<String> VALUES = Set.of(
            "java.io.Serializable",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetAddress",
            "java.net.UnknownHostException",
            "java.lang.RuntimeException");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void everyPackageIsInTheTableAndWasReallyImported() throws IOException {
        Set<String> onDisk = packagesOnDisk();
        assertFalse(onDisk.isEmpty());
        for (String name : onDisk) {
            assertFalse(
                    !MAY_USE.containsKey(name) && !NOTIFY_MAY_USE.containsKey(name),
                    () -> "package " + name + " is not in the table");
            long files = sources(name);
            long imported = CLASSES.stream()
                    .filter(c -> c.getPackageName().equals(ROOT + "." + name)
                            && c.isTopLevelClass()
                            && !c.getSimpleName().equals("package-info"))
                    .count();
            assertEquals(files, imported, () -> "classes of package " + name);
        }
    }

    @Test
    void rootPackageHoldsOnlyMain() {
        assertEquals(
                Set.of("Main"),
                CLASSES.stream()
                        .filter(c -> c.getPackageName().equals(ROOT) && c.isTopLevelClass())
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()));
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        MAY_USE.forEach((name, allowed) -> {
            Set<String> forbidden = new TreeSet<>(MAY_USE.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(name);
            if (forbidden.isEmpty()) return;
            noClasses()
                    .that()
                    .resideInAPackage(of(name))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(all(forbidden))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        });
    }

    @Test
    void packagesOfNotifyUseOnlyWhatTheTableAllows() {
        NOTIFY_MAY_USE.forEach((name, allowed) -> {
            Set<String> forbidden = new TreeSet<>(NOTIFY_MAY_USE.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(name);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            forbidden.stream().map(f -> ROOT + "." + f).toArray(String[]::new))
                    .check(CLASSES);
        });
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void modelAndPlanUseNoLibrary() {
        noClasses()
                .that()
                .resideInAnyPackage(all(Set.copyOf(PURE)))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT + "..", "java..", "org.jspecify.annotations")
                .check(CLASSES);
    }

    @Test
    void theCoreTouchesNothingOfTheWorld() {
        noClasses()
                .that()
                .resideInAnyPackage(all(Set.copyOf(PURE)))
                .should()
                .dependOnClassesThat(describe("touch the world", ArchitectureTest::touchesTheWorld))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(all(Set.copyOf(PURE)))
                .should()
                .accessTargetWhere(clockOrChance())
                .check(CLASSES);
    }

    @Test
    void onlyKernelAndNotifyStartProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages(of("kernel"), of("notify.call"))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callMethodWhere(describe(
                        "Runtime.exec",
                        call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                                && call.getName().equals("exec")))
                .check(CLASSES);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        only(
                "jackson and the schema check",
                Set.of("config", "kernel", "cli", "daemon", "notify", "history", "json"),
                "tools.jackson..",
                "com.networknt..");
        only("jackson's annotations", Set.of("config", "kernel", "cli", "daemon"), "com.fasterxml.jackson..");
        only("round-robin databases", Set.of("history"), "org.rrd4j..");
        only("the terminal", Set.of("cli"), "org.jline..");
        only("picocli", Set.of("cli"), "picocli..");
        only("mail", Set.of("notify.mail"), "jakarta.mail..", "org.eclipse.angus..");
    }

    @Test
    void onlyTheCommandLineWritesToStandardOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackage(of("cli"))
                .should()
                .accessField(System.class, "out")
                .check(CLASSES);
    }

    private static void only(String what, Set<String> packages, String... library) {
        noClasses()
                .that()
                .resideOutsideOfPackages(all(packages))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .as("only %s use %s".formatted(packages, what))
                .check(CLASSES);
    }

    /** Files, threads, processes, chance, loggers, sockets; an address ({@code InetAddress}) is a value. */
    private static boolean touchesTheWorld(JavaClass used) {
        String name = used.getName();
        return !VALUES.contains(name) && WORLD.stream().anyMatch(name::startsWith);
    }

    private static DescribedPredicate<JavaAccess<?>> clockOrChance() {
        return describe("are the clock, chance or the environment", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getName();
            boolean clock = owner.startsWith("java.time.") && name.equals("now");
            boolean system = owner.equals("java.lang.System")
                    && !Set.of("arraycopy", "identityHashCode").contains(name);
            boolean chance = Set.of("java.lang.Math.random", "java.util.Collections.shuffle")
                    .contains(owner + "." + name);
            return clock || system || chance;
        });
    }

    private static String of(String name) {
        return ROOT + "." + name + "..";
    }

    private static String[] all(Set<String> names) {
        return names.stream().map(ArchitectureTest::of).toArray(String[]::new);
    }

    private static Set<String> packagesOnDisk() throws IOException {
        try (Stream<Path> folders = Files.walk(root())) {
            return folders.filter(Files::isDirectory)
                    .filter(f -> !f.equals(root()))
                    .map(f -> root().relativize(f).toString().replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    private static long sources(String name) throws IOException {
        try (Stream<Path> files = Files.list(root().resolve(name.replace('.', '/')))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".java") && !f.equals("package-info.java"))
                    .count();
        }
    }

    private static Path root() {
        return Path.of(System.getProperty("basedir", "."), "src", "main", "java")
                .resolve(ROOT.replace('.', '/'));
    }
}
