package dev.ftr.daemon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: read the config again. The JVM's own answer is to end.
 *
 * <p>{@code sun.misc.Signal} of module {@code jdk.unsupported} is reached by method handles only, because javac warns of
 * every use of its name and cannot be told not to.
 */
public final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private ReloadSignal() {}

    /**
     * From now on SIGHUP runs this, on a thread of its own each time; it should only pass the word on. Signals that come
     * while one is pending may become one.
     *
     * @return false, with a line in the log, where that cannot be: {@code java -Xrs}, or a Java runtime without
     *     jdk.unsupported. SIGHUP then ends the process.
     */
    public static boolean handle(Runnable reload) {
        try {
            register(reload);
            return true;
        } catch (ClassNotFoundException e) {
            LOG.warn("SIGHUP ends ftr instead of reloading: the Java runtime has no module jdk.unsupported");
        } catch (IllegalArgumentException e) {
            LOG.warn("SIGHUP ends ftr instead of reloading: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return false;
    }

    private static void register(Runnable reload) throws Throwable {
        Lookup lookup = MethodHandles.publicLookup();
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodHandle run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                .bindTo(reload);
        Object answer = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
        Object hangup = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class))
                .invoke("HUP");
        Object ignored = lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                .invoke(hangup, answer);
    }
}
