package dev.ftr.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A named network namespace for an integration test: {@code ftrtest-PID-NUMBER-LABEL}. It is deleted when closed, and at
 * the latest when the JVM ends.
 *
 * <p>{@link #run} is the way in: what it calls runs on a thread of its own inside the namespace. So do the processes and
 * the platform threads which that thread starts, and sockets that these open stay inside. {@code /proc/sys/net} shows the
 * values of the namespace of the thread that reads; {@code /proc/net} does not, for it is a link to {@code /proc/self},
 * which is the main thread: read {@code /proc/thread-self/net}. Work handed to an existing pool or to virtual threads runs
 * outside.
 */
@SuppressWarnings("restricted")
public final class NetworkNamespace implements AutoCloseable {
    private static final String PREFIX = "ftrtest-";
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<NetworkNamespace> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(NetworkNamespace::close)));
    }

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /**
     * Makes a namespace whose loopback device is up.
     *
     * @param label letters and digits that tell it from others, such as {@code router}
     * @throws IllegalStateException when not root
     */
    public static NetworkNamespace create(String label) {
        if (!System.getProperty("user.name").equals("root"))
            throw new IllegalStateException(
                    "tests in network namespaces need root: run 'sudo mvn verify', or 'mvn verify -DskipITs' without them");
        String name = PREFIX + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-" + label;
        NetworkNamespace namespace = new NetworkNamespace(name);
        OPEN.add(namespace);
        try {
            execute("ip", "netns", "add", name);
            namespace.ip("link set lo up");
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
        return namespace;
    }

    public String name() {
        return name;
    }

    /** Runs {@code ip -n NAME} with these words, and gives what it prints. */
    public String ip(String words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words.split(" ")));
        return execute(command.toArray(String[]::new));
    }

    /** Connects a device of this namespace with one of the other by a cable: a veth pair, both ends up. */
    public void connect(String device, NetworkNamespace other, String otherDevice) {
        ip("link add %s type veth peer name %s netns %s".formatted(device, otherDevice, other.name));
        ip("link set %s up".formatted(device));
        other.ip("link set %s up".formatted(otherDevice));
    }

    /** Runs a command inside, and gives what it prints. */
    public String command(String... words) {
        return run(() -> execute(words));
    }

    /** Calls this inside, on a platform thread of its own, and waits for the result; its exception is the cause of ours. */
    public <T> T run(Callable<T> inside) {
        return runIn(name, inside);
    }

    /** The same in a namespace that somebody else has made. */
    public static <T> T runIn(String name, Callable<T> inside) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(name);
            return inside.call();
        });
        Thread.ofPlatform().name(name).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failed) throw failed;
            throw new IllegalStateException("in namespace " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in namespace " + name, e);
        }
    }

    @Override
    public void close() {
        if (!OPEN.remove(this)) return;
        try {
            execute("ip", "netns", "del", name);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
        }
    }

    /** The namespace belongs to the thread, not to the process (setns(2)): it goes when this thread ends. */
    private static void enter(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) Calls.OPEN_FILE.invokeExact(arena.allocateFrom("/run/netns/" + name), O_RDONLY_CLOEXEC);
            if (fd < 0) throw new IllegalStateException("cannot open /run/netns/" + name);
            int entered = (int) Calls.SETNS.invokeExact(fd, CLONE_NEWNET);
            int closed = (int) Calls.CLOSE.invokeExact(fd);
            if (entered != 0 || closed != 0) throw new IllegalStateException("setns refused to enter " + name);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String execute(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0)
                throw new IllegalStateException("%s: %s".formatted(String.join(" ", command), output.strip()));
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", command) + ": interrupted", e);
        }
    }

    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        static final MethodHandle OPEN_FILE = function(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle SETNS = function(
                "setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        static final MethodHandle CLOSE =
                function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
        }
    }
}
