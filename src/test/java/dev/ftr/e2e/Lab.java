package dev.ftr.e2e;

import dev.ftr.testing.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/**
 * A lab of {@code ops/lab}, with a folder for files. It is taken down when closed, with every process that was started in
 * it; at the latest when the JVM ends, and by its own watchdog if the JVM is killed.
 */
final class Lab implements AutoCloseable {
    /** Addresses of the internet that are not targets of probes. */
    static final String INTERNET = "203.0.113.10-203.0.113.200";

    static final int SERVER_PORT = 9000;

    private static final Path CHECKOUT =
            Path.of(System.getProperty("ftr.checkout", "")).toAbsolutePath();
    private static final String LAB = CHECKOUT.resolve("ops/lab/lab").toString();
    private static final String SECONDS_TO_LIVE = "300";
    private static final Pattern ECHO_COUNTER = Pattern.compile("(?m)^ *(\\d+) +\\d+ +ECHO ");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<Lab> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Lab::close)));
    }

    private final String name;
    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    private Lab(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** Builds a lab; the options are those of {@code lab up}. */
    static Lab up(String label, String... options) {
        if (!System.getProperty("user.name").equals("root"))
            throw new IllegalStateException(
                    "end-to-end tests need root: run 'sudo mvn verify', or 'mvn verify -DskipITs' without them");
        String name = "e2e-%d-%d-%s".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet(), label);
        try {
            Lab lab = new Lab(name, Files.createTempDirectory("ftr-" + name));
            OPEN.add(lab);
            List<String> words = new ArrayList<>(List.of("up", name, "--for", SECONDS_TO_LIVE));
            words.addAll(List.of(options));
            try {
                lab(words).exits(0);
            } catch (AssertionError e) {
                lab.close();
                throw e;
            }
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** The address by which the internet knows what leaves by this uplink. */
    static String source(int uplink) {
        return "198.18.%d.2".formatted(uplink);
    }

    static String gateway(int uplink) {
        return "198.18.%d.1".formatted(uplink);
    }

    /** Now, on the clock of {@code traffic}: seconds since the epoch. */
    static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    /** Makes a fault; {@code lab --help} names them, and what comes after the uplink. */
    void fault(String kind, int uplink, int... numbers) {
        List<String> words = new ArrayList<>(List.of("fault", name, kind, Integer.toString(uplink)));
        for (int number : numbers) words.add(Integer.toString(number));
        lab(words).exits(0);
    }

    /** Lets an address of the internet die. */
    void killTarget(String address) {
        lab(List.of("fault", name, "target", address)).exits(0);
    }

    /** Lets an uplink fail and return every so many seconds, so many times; it ends with the uplink healed. */
    Process flap(int uplink, int seconds, int times) {
        return remember(new ProcessBuilder(
                        LAB, "flap", name, Integer.toString(uplink), Integer.toString(seconds), Integer.toString(times))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /** From now on, the echo requests that come to the provider of this uplink for addresses beyond it are counted. */
    void countEchoRequests(int uplink) {
        String counter = "-i eth0 ! -d %s -p icmp --icmp-type echo-request -j ECHO".formatted(gateway(uplink));
        String commands = "iptables -t mangle -N ECHO && iptables -t mangle -I PREROUTING " + counter;
        run("p" + uplink, "bash", "-c", commands).exits(0);
    }

    int echoRequests(int uplink) {
        String rules = run("p" + uplink, "iptables", "-t", "mangle", "-nvxL", "PREROUTING")
                .exits(0)
                .out();
        Matcher counter = ECHO_COUNTER.matcher(rules);
        if (!counter.find()) throw new AssertionError("nothing is counted: " + rules);
        return Integer.parseInt(counter.group(1));
    }

    void heal(String kind, int uplink) {
        lab(List.of("heal", name, kind, Integer.toString(uplink))).exits(0);
    }

    void heal() {
        lab(List.of("heal", name)).exits(0);
    }

    /** Packets that reached a provider with another provider's source. */
    int misrouted() {
        String json = lab(List.of("misrouted", name)).exits(0).out();
        return JSON.readTree(json).path("total").asInt();
    }

    void forgetMisrouted() {
        lab(List.of("misrouted", name, "--reset")).exits(0);
    }

    /** Runs a command on lan, router, p1 to pN or internet, whatever its exit code. */
    Ran run(String node, String... command) {
        return Ran.toTheEnd(in(node, List.of(command)));
    }

    /** Calls this in the network of the router; processes that it starts are there as well. */
    <T> T onRouter(Callable<T> inside) {
        return inNetworkOf("router", inside);
    }

    /** Calls this in the network of a node; sockets that it opens stay there. */
    <T> T inNetworkOf(String node, Callable<T> inside) {
        String prefix = System.getenv().getOrDefault("FTR_LAB_PREFIX", "ftrlab-");
        return NetworkNamespace.runIn("%s%s-%s".formatted(prefix, name, node), inside);
    }

    /** Runs commands on the router, as its administrator would, and gives what they print. */
    String router(String... commands) {
        StringBuilder out = new StringBuilder();
        for (String command : commands)
            out.append(run("router", "bash", "-c", command).exits(0).out());
        return out.toString();
    }

    /** Starts a command that ends with this lab at the latest. */
    Process start(String node, List<String> command, Redirect redirect) {
        ProcessBuilder builder = in(node, command);
        redirect.set(builder);
        return remember(builder);
    }

    /** Starts a tool of {@code ops/lab} on this lab and its folder; it ends with this lab at the latest. */
    Process tool(String tool, List<String> words, Redirect redirect) {
        List<String> command = new ArrayList<>(List.of(ops("lab/" + tool), name, folder.toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        redirect.set(builder);
        return remember(builder);
    }

    /** Runs {@code ops/lab/mailserver} on this lab to its end. */
    Ran mailServer(String command, String... words) {
        List<String> line = new ArrayList<>(List.of(ops("lab/mailserver"), command, name));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return Ran.toTheEnd(builder);
    }

    private Process remember(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            synchronized (started) {
                started.add(process);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the output of a started process goes. */
    interface Redirect {
        void set(ProcessBuilder builder);
    }

    /** The path of a file in {@code ops}. */
    static String ops(String file) {
        return CHECKOUT.resolve("ops").resolve(file).toString();
    }

    private ProcessBuilder in(String node, List<String> command) {
        List<String> words = new ArrayList<>(List.of(LAB, "exec", name, node));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static Ran lab(List<String> words) {
        List<String> command = new ArrayList<>(List.of(LAB));
        command.addAll(words);
        return Ran.toTheEnd(new ProcessBuilder(command));
    }

    @Override
    public void close() {
        if (!OPEN.remove(this)) return;
        try {
            synchronized (started) {
                started.forEach(Lab::end);
            }
        } finally {
            lab(List.of("down", name)).exits(0);
            delete(folder);
        }
    }

    /** Ends a process and what it has started, gently first. */
    static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> sources(int... uplinks) {
        return Arrays.stream(uplinks).mapToObj(Lab::source).toList();
    }
}
