import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Prints of which classes, members and lambdas the cache is to keep what was found: {@code java Places.java LIST JAR}. Those
 * are all that the list's classes of our own refer to; they change with every edit, so they are no part of the list.
 */
public final class Places {
    private final JarFile jar;
    private final Set<String> kept;

    private Places(JarFile jar, Set<String> kept) {
        this.jar = jar;
        this.kept = kept;
    }

    public static void main(String[] args) throws IOException {
        try (JarFile jar = new JarFile(args[1])) {
            List<String> lines = Files.readAllLines(Path.of(args[0]));
            Places places = new Places(jar, Set.copyOf(lines.stream().filter(line -> !line.startsWith("@")).toList()));
            for (String line : lines) {
                JarEntry entry = isOurs(line) ? jar.getJarEntry(line + ".class") : null;
                if (entry != null) places.of(entry).ifPresent(found -> System.out.println("@cp " + line + found));
            }
        }
    }

    /** picocli is compiled with the program. */
    private static boolean isOurs(String line) {
        return line.startsWith("dev/ftr/") || line.startsWith("picocli/");
    }

    private Optional<String> of(JarEntry entry) throws IOException {
        try (InputStream bytes = jar.getInputStream(entry)) {
            // In their order; only what the code uses: the JVM ends itself over a lambda that nothing makes.
            SortedSet<Integer> places = new TreeSet<>();
            ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
            for (PoolEntry place : model.constantPool()) if (place instanceof ClassEntry && isKept(place)) places.add(place.index());
            for (MethodModel method : model.methods())
                for (CodeElement element : method.code().stream().flatMap(CodeModel::elementStream).toList())
                    place(element).filter(this::isKept).ifPresent(place -> places.add(place.index()));
            return places.isEmpty()
                    ? Optional.empty()
                    : Optional.of(places.stream().map(index -> " " + index).collect(Collectors.joining()));
        }
    }

    private static Optional<PoolEntry> place(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call -> Optional.of(call.method());
            case FieldInstruction access -> Optional.of(access.field());
            case InvokeDynamicInstruction call -> Optional.of(call.invokedynamic());
            default -> Optional.empty();
        };
    }

    /** Nothing of a class that is not kept itself. */
    private boolean isKept(PoolEntry place) {
        return switch (place) {
            case ClassEntry type -> kept.contains(type.asInternalName());
            case MemberRefEntry member -> kept.contains(member.owner().asInternalName());
            case InvokeDynamicEntry call ->
                call.bootstrap().arguments().stream()
                        .allMatch(argument -> !(argument instanceof MethodHandleEntry handle)
                                || kept.contains(handle.reference().owner().asInternalName()));
            default -> false;
        };
    }
}
