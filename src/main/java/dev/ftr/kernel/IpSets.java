package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.kernel.CommandRunner.Running;
import dev.ftr.model.RouterSnapshot.SetNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The ipsets that there are. A rule about a set that does not exist is refused, and with it all others of its table: so it is
 * asked before.
 */
final class IpSets {
    private final Set<String> asked;
    private final List<String> notices = new ArrayList<>();
    private Optional<Running> listing = Optional.empty();

    /** @param asked empty: nothing is done */
    IpSets(Set<String> asked) {
        this.asked = asked;
    }

    void start(CommandRunner runner) {
        if (asked.isEmpty()) return;
        try {
            listing = Optional.of(runner.start(List.of("ipset", "list", "-n"), ""));
        } catch (KernelException e) {
            unknown(String.valueOf(e.getMessage()));
        }
    }

    /** Those that were asked for and do not exist; all of them, if that cannot be found out. */
    Set<String> missing() {
        Set<String> missing = new HashSet<>(asked);
        if (listing.isEmpty()) return missing;
        try {
            Result result = listing.get().await();
            if (result.failed()) unknown(result.words());
            else missing.removeAll(result.out().lines().map(String::strip).collect(Collectors.toSet()));
        } catch (KernelException e) {
            unknown(String.valueOf(e.getMessage()));
        }
        return missing;
    }

    List<String> notices() {
        return notices;
    }

    /** All that there are. */
    static SetNames all(CommandRunner runner) {
        IpSets sets = new IpSets(Set.of(""));
        sets.start(runner);
        return sets.names();
    }

    private SetNames names() {
        if (listing.isEmpty())
            return new SetNames(new TreeSet<>(), notices.stream().findFirst());
        try {
            Result result = listing.get().await();
            if (result.failed()) unknown(result.words());
            else
                return new SetNames(
                        result.out().lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new)),
                        Optional.empty());
        } catch (KernelException e) {
            unknown(String.valueOf(e.getMessage()));
        }
        return new SetNames(new TreeSet<>(), notices.stream().findFirst());
    }

    private void unknown(String why) {
        notices.add("it is not known which ipsets there are, as if there were none: ipset list -n: %s".formatted(why));
    }
}
