package dev.ftr.model;

import java.util.Comparator;
import java.util.function.Function;

/**
 * Comparators by one key after the other. {@link Comparator#comparing} makes lambdas that can be serialized, and such are kept by
 * no archive of classes: at every start the JVM would write the first of them anew, which takes longer than many a command.
 */
public final class Order {
    private Order() {}

    /** By the first key in which two differ; each key is of one class that has a natural order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // they are only read
    public static <T> Comparator<T> by(Function<? super T, ? extends Comparable<?>>... keys) {
        return (a, b) -> {
            for (Function<? super T, ? extends Comparable<?>> key : keys) {
                int order = compared(key.apply(a), key.apply(b));
                if (order != 0) return order;
            }
            return 0;
        };
    }

    @SuppressWarnings("unchecked") // both are what the same key says
    private static <K> int compared(Comparable<K> a, Comparable<?> b) {
        return a.compareTo((K) b);
    }
}
