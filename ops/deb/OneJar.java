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
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes one jar of several: {@code java OneJar.java RESULT TEXTS TIMESTAMP LIST PROGRAM.jar LIBRARY.jar...}. What looks for a
 * service in twenty jars opens them all, which takes longer than {@code ftr --version} otherwise does. The bundles of texts go into
 * a small jar of their own, so that a short command, whose classes are in the cache, opens no other.
 *
 * <p>The first one's manifest counts; classes become {@link PlainCode}, their lambdas only where the class is in the list of those
 * that a cache keeps. Services add up; what is for a Java version stands in its place; licences get a folder
 * for each jar. Any other two entries of one name are an error.
 */
public final class OneJar {
    private static final String SERVICES = "META-INF/services/";
    private static final Pattern TEXTS = Pattern.compile("dev/ftr/text/[^/]*\\.properties");
    private static final Pattern MAILBOXES = Pattern.compile("org/eclipse/angus/mail/(imap|pop3)/");
    private static final String VERSIONS = "META-INF/versions/";

    private final SortedMap<String, byte[]> entries = new TreeMap<>();
    /** By the host of a nest the members that are added to it. */
    private final SortedMap<String, SortedSet<String>> nests = new TreeMap<>();

    private final ClassHierarchyResolver hierarchy;

    private final Set<String> cached;

    private OneJar(ClassHierarchyResolver hierarchy, Set<String> cached) {
        this.cached = cached;
        this.hierarchy = hierarchy;
    }

    public static void main(String[] args) throws IOException {
        List<Path> jars = Stream.of(args).skip(4).map(Path::of).toList();
        URL[] places = new URL[jars.size()];
        for (int i = 0; i < places.length; i++) places[i] = jars.get(i).toUri().toURL();
        OneJar one = new OneJar(
                ClassHierarchyResolver.ofResourceParsing(new URLClassLoader(places)),
                Set.copyOf(Files.readAllLines(Path.of(args[3]))));
        for (Path jar : jars) one.add(jar);
        one.tieNests();
        Instant time = Instant.parse(args[2]);
        one.write(Path.of(args[0]), manifest(Path.of(args[4])), name -> !TEXTS.matcher(name).matches(), time);
        one.write(Path.of(args[1]), manifest(Path.of(args[4])), TEXTS.asMatchPredicate(), time);
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
        if (name.endsWith(".class")) kept = plain(name, content);
        else if (name.startsWith(SERVICES)) kept = withoutMailboxes(content);
        entries.merge(name, kept, (one, other) -> {
            if (!name.startsWith(SERVICES)) throw new IllegalStateException("in two jars: " + name);
            return (new String(one).strip() + "\n" + new String(other).strip() + "\n").getBytes();
        });
    }

    private byte[] plain(String name, byte[] content) {
        try {
            PlainCode.Result plain = PlainCode.of(content, hierarchy, cached.contains(name.replaceFirst("\\.class$", "")));
            plain.lambdas().forEach((lambda, bytes) -> entries.put(lambda + ".class", bytes));
            nests.computeIfAbsent(plain.host(), host -> new TreeSet<>()).addAll(plain.lambdas().keySet());
            return plain.changed();
        } catch (IllegalArgumentException e) {
            return content; // refers to a library that is not there
        }
    }

    private void tieNests() {
        nests.forEach((host, members) -> {
            if (!members.isEmpty())
                entries.computeIfPresent(
                        host + ".class", (name, bytes) -> PlainCode.withNestMembers(bytes, members, hierarchy));
        });
    }

    /** Nobody reads mail here. */
    private static byte[] withoutMailboxes(byte[] services) {
        return (new String(services)
                        .lines()
                        .filter(line -> !MAILBOXES.matcher(line.replace('.', '/')).lookingAt())
                        .collect(Collectors.joining("\n"))
                + "\n")
                .getBytes();
    }

    private static boolean isLeftOut(String name) {
        return name.equals(JarFile.MANIFEST_NAME)
                || MAILBOXES.matcher(name).lookingAt()
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

    private void write(Path file, byte[] manifest, Predicate<String> wanted, Instant time) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(9);
            LocalDateTime written = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
            write(zip, JarFile.MANIFEST_NAME, manifest, written);
            for (Map.Entry<String, byte[]> entry : entries.entrySet())
                if (wanted.test(entry.getKey())) write(zip, entry.getKey(), entry.getValue(), written);
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
