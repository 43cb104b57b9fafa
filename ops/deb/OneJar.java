import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes one jar of several: {@code java OneJar.java RESULT TIMESTAMP PROGRAM.jar LIBRARY.jar...}. What looks for a service in
 * twenty jars opens them all, which takes longer than {@code ftr --version} otherwise does.
 *
 * <p>The first one's manifest counts; its classes become {@link PlainCode}. Services add up; what is for a Java version stands in its place; licences get a folder
 * for each jar. Any other two entries of one name are an error.
 */
public final class OneJar {
    private static final String SERVICES = "META-INF/services/";
    private static final String VERSIONS = "META-INF/versions/";

    private final SortedMap<String, byte[]> entries = new TreeMap<>();

    private final ClassHierarchyResolver hierarchy;

    private OneJar(ClassHierarchyResolver hierarchy) {
        this.hierarchy = hierarchy;
    }

    public static void main(String[] args) throws IOException {
        List<Path> jars = Stream.of(args).skip(2).map(Path::of).toList();
        URL[] places = new URL[jars.size()];
        for (int i = 0; i < places.length; i++) places[i] = jars.get(i).toUri().toURL();
        OneJar one = new OneJar(ClassHierarchyResolver.ofResourceParsing(new URLClassLoader(places)));
        for (Path jar : jars) one.add(jar);
        one.write(Path.of(args[0]), manifest(Path.of(args[2])), Instant.parse(args[1]));
    }

    private static byte[] manifest(Path program) throws IOException {
        try (JarFile jar = new JarFile(program.toFile())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            manifest.write(text);
            return text.toByteArray();
        }
    }

    private void add(Path file) throws IOException {
        // With the entries for this Java in their places.
        try (JarFile jar = new JarFile(file.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
                String name = all.nextElement().getName();
                if (name.endsWith("/") || isLeftOut(name)) continue;
                byte[] content = jar.getInputStream(jar.getJarEntry(name)).readAllBytes();
                put(placeOf(name, file), content);
            }
            jar.versionedStream()
                    .map(JarEntry::getName)
                    .filter(name -> !name.endsWith("/") && !isLeftOut(name) && !entries.containsKey(placeOf(name, file)))
                    .forEach(name -> put(placeOf(name, file), content(jar, name)));
        }
    }

    private static byte[] content(JarFile jar, String name) {
        try {
            return jar.getInputStream(jar.getJarEntry(name)).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private void put(String name, byte[] content) {
        byte[] kept = content;
        if (name.startsWith("dev/ftr/") && name.endsWith(".class")) kept = PlainCode.of(content, hierarchy);
        else if (name.endsWith(".class")) kept = PlainCode.withoutVariables(content, hierarchy);
        entries.merge(name, kept, (one, other) -> {
            if (!name.startsWith(SERVICES)) throw new IllegalStateException("in two jars: " + name);
            return (new String(one).strip() + "\n" + new String(other).strip() + "\n").getBytes();
        });
    }

    private static boolean isLeftOut(String name) {
        return name.equals(JarFile.MANIFEST_NAME)
                || name.startsWith(VERSIONS)
                || name.startsWith("META-INF/maven/")
                || name.startsWith("META-INF/native-image/")
                || name.matches("org/jline/nativ/(Windows|Mac|FreeBSD)/.*")
                || name.equals("META-INF/INDEX.LIST")
                || name.endsWith("module-info.class");
    }

    private static String placeOf(String name, Path file) {
        boolean licence = name.matches("(META-INF/)?[^/]*(LICENSE|NOTICE)[^/]*");
        String jar = file.getFileName().toString().replaceFirst("\\.jar$", "");
        return licence ? "META-INF/" + jar + "/" + name.replaceFirst("^META-INF/", "") : name;
    }

    private void write(Path file, byte[] manifest, Instant time) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(9);
            LocalDateTime written = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
            write(zip, JarFile.MANIFEST_NAME, manifest, written);
            for (Map.Entry<String, byte[]> entry : entries.entrySet())
                write(zip, entry.getKey(), entry.getValue(), written);
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content, LocalDateTime written) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(written);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
