package dev.ftr.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Shares as people write them. */
public final class Shares {
    private static final int TENTHS = 1000;

    private Shares() {}

    /**
     * Percent with one decimal, which make exactly 100 together: what rounding down leaves over goes to those that lost most
     * by it (the method of largest remainders).
     *
     * @param shares that make 1 together
     */
    public static List<Double> percent(List<Double> shares) {
        int[] tenths = shares.stream().mapToInt(s -> (int) (s * TENTHS)).toArray();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, tenths.length).boxed().toList());
        order.sort(Comparator.comparingDouble((Integer i) -> tenths[i] - shares.get(i) * TENTHS));
        int left = TENTHS - IntStream.of(tenths).sum();
        for (int i = 0; i < left && i < order.size(); i++) tenths[order.get(i)]++;
        return IntStream.of(tenths).mapToObj(t -> t / 10.0).toList();
    }
}
