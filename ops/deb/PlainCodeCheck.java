import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether {@link PlainCode} does the same as what it writes out: {@code java PlainCodeCheck JAR} runs {@link PlainCodeSamples} as
 * javac made them and as they are written out, and fails where the two say something else, or where something was not written out.
 * In the jar, every class that was written for lambdas must be of the nest of its host.
 */
public final class PlainCodeCheck {
    private static final String SAMPLES = "PlainCodeSamples";
    private static final Pattern LAMBDAS = Pattern.compile("((.*)\\$\\$Plain\\d+)\\.class");

    private PlainCodeCheck() {}

    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        List<String> expected = PlainCodeSamples.all();
        Plain loader = new Plain();
        @SuppressWarnings("unchecked")
        List<String> found = (List<String>) loader.loadClass(SAMPLES).getMethod("all").invoke(null);
        for (int i = 0; i < expected.size(); i++)
            if (!expected.get(i).equals(found.get(i)))
                throw new AssertionError("sample %d: '%s' became '%s'".formatted(i, expected.get(i), found.get(i)));
        if (expected.size() != found.size() || loader.written == 0) throw new AssertionError("nothing was compared");
        System.out.printf(
                "%d samples alike; %d classes for lambdas in %s%n", expected.size(), nestMates(Path.of(args[0])), args[0]);
    }

    private static int nestMates(Path jar) throws IOException, ClassNotFoundException {
        int found = 0;
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (JarFile entries = new JarFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, platform)) {
            for (String entry : entries.stream().map(JarEntry::getName).toList()) {
                Matcher lambdas = LAMBDAS.matcher(entry);
                if (!lambdas.matches()) continue;
                Class<?> host = Class.forName(lambdas.group(2).replace('/', '.'), false, loader);
                if (!Class.forName(lambdas.group(1).replace('/', '.'), false, loader).isNestmateOf(host))
                    throw new AssertionError(entry + " is not of the nest of " + host.getName());
                found++;
            }
        }
        if (found == 0) throw new AssertionError("no lambdas in " + jar);
        return found;
    }

    /** Loads the samples as they are written out. */
    private static final class Plain extends ClassLoader {
        private final ClassHierarchyResolver hierarchy =
                ClassHierarchyResolver.ofResourceParsing(PlainCodeCheck.class.getClassLoader());
        private final SortedMap<String, byte[]> classes = new TreeMap<>();
        private int written;

        Plain() {
            super(PlainCodeCheck.class.getClassLoader());
            Map<String, List<String>> nests = new HashMap<>();
            for (String name : List.of(
                    SAMPLES,
                    SAMPLES + "$Shape",
                    SAMPLES + "$Circle",
                    SAMPLES + "$Square",
                    SAMPLES + "$Numbers",
                    SAMPLES + "$Colour",
                    SAMPLES + "$Inner",
                    SAMPLES + "$Named",
                    SAMPLES + "$Empty",
                    SAMPLES + "$1")) {
                PlainCode.Result plain = PlainCode.of(bytes(name), hierarchy, true);
                requirePlain(name, plain.changed());
                classes.put(name, plain.changed());
                classes.putAll(plain.lambdas());
                written += plain.lambdas().size();
                nests.computeIfAbsent(plain.host(), host -> new ArrayList<>()).addAll(plain.lambdas().keySet());
            }
            nests.forEach((host, members) -> classes.compute(
                    host, (name, bytes) -> PlainCode.withNestMembers(bytes, members, hierarchy)));
        }

        private static byte[] bytes(String name) {
            try (InputStream in = PlainCodeCheck.class.getResourceAsStream(name + ".class")) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(name, e);
            }
        }

        /** Lambdas that can be serialized stay, and switches over something else than classes and texts. */
        private static void requirePlain(String name, byte[] bytes) {
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool())
                if (entry instanceof InvokeDynamicEntry call) {
                    String left = call.bootstrap().bootstrapMethod().asSymbol().methodName();
                    if (!left.equals("altMetafactory")) throw new AssertionError(name + " still has " + left);
                }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) return super.loadClass(name, resolve);
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
