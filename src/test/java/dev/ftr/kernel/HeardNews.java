package dev.ftr.kernel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Notes what a watch on the kernel says. */
final class HeardNews implements KernelWatch.Listener {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final AtomicInteger changes = new AtomicInteger();
    private final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void changed(KernelPart part) {
        changes.incrementAndGet();
    }

    @Override
    public void missed(String why) {
        words.add("missed: " + why);
    }

    @Override
    public void blind(String source, String why) {
        words.add("blind: " + source + ": " + why);
    }

    @Override
    public void seeing(String source) {
        words.add("seeing: " + source);
    }

    int changes() {
        return changes.get();
    }

    /** In the order in which they were said. */
    List<String> words() {
        return List.copyOf(words);
    }

    long count(String start) {
        return words.stream().filter(w -> w.startsWith(start)).count();
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline)
                throw new AssertionError("%s expected; heard %d changes and %s".formatted(what, changes(), words));
            Thread.sleep(2);
        }
    }
}
