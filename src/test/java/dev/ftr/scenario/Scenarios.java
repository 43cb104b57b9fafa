package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Scenario.Condition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates scenarios. Edits of the config are such as an administrator makes; most leave most uplinks alone. */
public final class Scenarios implements ArbitrarySupplier<Scenario> {
    /** The same scenarios at every build: a law must not fail for somebody who changed nothing. Empty it to explore. */
    public static final String SEED = "20260101";

    private static final int ROOM = UplinkId.COUNT + 1;

    @Override
    public Arbitrary<Scenario> get() {
        Arbitrary<RouterConfig> configs =
                Combinators.combine(numberings(), drafts()).as(Scenarios::config);
        Arbitrary<List<Integer>> edits =
                Arbitraries.integers().between(0, 15).list().ofSize(Scenario.PROVIDERS);
        Arbitrary<Optional<Numbering>> newNumbering = numberings().optional(0.4);
        return Combinators.combine(configs, edits, drafts(), newNumbering, states(), states(), conditions(), foreign())
                .as((before, changes, more, numbering, healthBefore, healthAfter, conditions, foreign) -> new Scenario(
                        before,
                        edited(before, changes, more, numbering.orElse(before.numbering())),
                        healthBefore,
                        healthAfter,
                        conditions,
                        foreign));
    }

    /** Whether an uplink's table of one numbering may be another uplink's, or the multipath table, of the other. */
    public static boolean tablesCollide(RouterConfig one, RouterConfig other) {
        long distance = Math.abs(one.numbering().baseTable() - other.numbering().baseTable());
        return distance != 0 && distance < ROOM;
    }

    /** An uplink that a config may get. */
    private record Draft(int provider, int id, OptionalInt group, int weight) {
        Uplink uplink(Numbering numbering) {
            return Configs.uplink(numbering, id, provider, Scenario.isDialled(provider), group, weight);
        }
    }

    private static Arbitrary<List<Draft>> drafts() {
        Arbitrary<Integer> ids = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 8)),
                Tuple.of(1, Arbitraries.integers().between(0, 63)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, Scenario.PROVIDERS - 1),
                        ids,
                        groups(),
                        Arbitraries.integers().between(1, 256))
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .uniqueElements(Draft::provider)
                .uniqueElements(Draft::id);
    }

    private static Arbitrary<OptionalInt> groups() {
        return Arbitraries.integers().between(0, 4).map(g -> g == 0 ? OptionalInt.empty() : OptionalInt.of(1 + g / 2));
    }

    private static RouterConfig config(Numbering numbering, List<Draft> drafts) {
        List<Uplink> uplinks = drafts.stream().map(d -> d.uplink(numbering)).toList();
        return Configs.of(numbering, Configs.cabled(numbering, uplinks, Scenario::host));
    }

    private static RouterConfig edited(
            RouterConfig before, List<Integer> edits, List<Draft> more, Numbering numbering) {
        List<Draft> drafts = new ArrayList<>();
        for (Uplink uplink : before.uplinks()) {
            int provider = Configs.provider(uplink);
            Draft same = new Draft(
                    provider,
                    uplink.id().value(),
                    uplink.priorityGroup(),
                    uplink.weight().value());
            Draft wish = more.get(provider % more.size());
            switch (edits.get(provider)) {
                case 0 -> {}
                case 1 -> drafts.add(new Draft(provider, same.id(), same.group(), wish.weight()));
                case 2, 3 -> drafts.add(new Draft(provider, same.id(), wish.group(), same.weight()));
                case 4 -> drafts.add(new Draft(provider, wish.id(), same.group(), same.weight()));
                default -> drafts.add(same);
            }
        }
        if (edits.getFirst() > 7) drafts.add(more.getFirst());
        if (edits.getLast() > 11) drafts.addAll(more);
        return config(numbering, withoutClashes(drafts.isEmpty() ? more : drafts));
    }

    private static List<Draft> withoutClashes(List<Draft> drafts) {
        Set<Integer> providers = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        List<Draft> kept = new ArrayList<>();
        for (Draft draft : drafts)
            if (!providers.contains(draft.provider()) && ids.add(draft.id())) {
                providers.add(draft.provider());
                kept.add(draft);
            }
        return kept;
    }

    private static Arbitrary<Numbering> numberings() {
        Arbitrary<Long> tables = Arbitraries.of(1L, 2L, 30L, 100L, 180L, 256L, 1000L, 100_000L);
        Arbitrary<Long> priorities = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(20_000L, 20_050L, 40_000L)),
                Tuple.of(1, Arbitraries.longs().between(1, 32_766 - 130)),
                Tuple.of(1, Arbitraries.longs().between(32_767, 100_000)));
        Arbitrary<int[]> marks = Arbitraries.of(
                new int[] {1, 0xff}, new int[] {0x100, 0xff00}, new int[] {3, 0x7f}, new int[] {0x10000, 0xff0000});
        return Combinators.combine(tables, priorities, marks)
                .as((table, priority, mark) -> new Numbering(table, priority, mark[0], mark[1], 157));
    }

    private static Arbitrary<List<UplinkState>> states() {
        return Arbitraries.frequency(
                        Tuple.of(5, UplinkState.UP), Tuple.of(2, UplinkState.DOWN), Tuple.of(1, UplinkState.UNKNOWN))
                .list()
                .ofSize(Scenario.PROVIDERS);
    }

    private static Arbitrary<List<Condition>> conditions() {
        return Arbitraries.frequency(
                        Tuple.of(15, Condition.GOOD),
                        Tuple.of(1, Condition.MISSING),
                        Tuple.of(1, Condition.SWITCHED_OFF),
                        Tuple.of(1, Condition.NO_CARRIER),
                        Tuple.of(1, Condition.NO_ADDRESS),
                        Tuple.of(1, Condition.GATEWAY_OFF_LINK))
                .list()
                .ofSize(Scenario.PROVIDERS);
    }

    private static Arbitrary<List<Integer>> foreign() {
        return Arbitraries.integers().between(0, 999).list().ofMaxSize(8);
    }
}
