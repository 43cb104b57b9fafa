package dev.ftr.explain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has decided about a packet so far, and what is not known about that. */
record Trail(List<Step> steps, Set<Doubt> doubts) {
    Trail() {
        this(new ArrayList<>(), new LinkedHashSet<>());
    }

    /** The same up to here, where ways part. */
    Trail fork() {
        return new Trail(new ArrayList<>(steps), new LinkedHashSet<>(doubts));
    }

    void add(Step step) {
        steps.add(step);
    }

    void add(Doubt doubt) {
        doubts.add(doubt);
    }
}
