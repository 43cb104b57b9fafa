package dev.ftr.notify.call;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Starts a program that does not get what the service may do to the network. The service has that by ambient capabilities
 * (capabilities(7)), which every program inherits: the tools that change the kernel need them, those of others do not.
 */
final class WithoutPowers {
    // prctl(2)
    private static final int PR_CAP_AMBIENT = 47;
    private static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private WithoutPowers() {}

    static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
        if (!hasAmbient()) return builder.start();
        // They belong to a thread, and a process inherits those of the thread that starts it: one that does nothing
        // else.
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread.ofPlatform().name("hook").start(() -> {
            try {
                clearAmbient();
                started.complete(builder.start());
            } catch (IOException | RuntimeException | Error e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private static boolean hasAmbient() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.anyMatch(line -> line.startsWith("CapAmb:") && !line.matches("CapAmb:\\s*0+"));
        }
    }

    @SuppressWarnings("restricted")
    private static void clearAmbient() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        int failed;
        try {
            failed = (int) prctl.invokeExact(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (failed != 0) throw new IOException("the powers of this program cannot be kept from it");
    }
}
