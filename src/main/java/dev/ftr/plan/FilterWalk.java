package dev.ftr.plan;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Hook;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.InterfaceName;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The way of a packet through table filter. Where a rule has a match that is not understood, it may do or not; only what is
 * surely dropped counts.
 */
final class FilterWalk {
    private static final int DEEPEST = 20;
    private static final int MOST_RULES = 20_000;

    /** The lowest port that the kernel gives to clients (ip_local_port_range). */
    private static final int LOWEST_OF_CLIENTS = 32768;

    private static final List<Cidr> INSIDE = List.of(
            block("10.0.0.0/8"),
            block("172.16.0.0/12"),
            block("192.168.0.0/16"),
            block("127.0.0.0/8"),
            block("169.254.0.0/16"),
            block("100.64.0.0/10"));

    private final String start;
    private final boolean drops;
    private final Map<String, List<Rule>> chains;
    private final Passage passage;
    private int passed;

    private FilterWalk(String start, boolean drops, List<Rule> rules, Passage passage) {
        this.start = start;
        this.drops = drops;
        this.chains = rules.stream().collect(Collectors.groupingBy(Rule::chain));
        this.passage = passage;
    }

    /**
     * What kind of packet comes by.
     *
     * @param out empty: it is for the router
     * @param state as conntrack has it
     */
    private record Passage(InterfaceName in, Optional<InterfaceName> out, String protocol, String state) {
        boolean isAnswer() {
            return out.isEmpty();
        }
    }

    /** The way of the answer to a probe: of an established connection, from the internet, to a client's port. */
    static FilterWalk ofAnswer(ForeignFirewall firewall, InterfaceName device, String protocol) {
        return through(firewall, "INPUT", answer(device, protocol));
    }

    /** Its way through a chain of nft itself. */
    static FilterWalk ofAnswer(Hook hook, InterfaceName device, String protocol) {
        return new FilterWalk(hook.chain(), hook.drops(), hook.rules(), answer(device, protocol));
    }

    /** The way of a new TCP connection from inside. */
    static FilterWalk ofConnection(ForeignFirewall firewall, InterfaceName in, InterfaceName out) {
        return through(firewall, "FORWARD", new Passage(in, Optional.of(out), "tcp", "NEW"));
    }

    private static Passage answer(InterfaceName device, String protocol) {
        return new Passage(device, Optional.empty(), protocol, "ESTABLISHED");
    }

    private static FilterWalk through(ForeignFirewall firewall, String chain, Passage passage) {
        List<Rule> rules = firewall.rules().stream()
                .filter(rule -> rule.table().equals("filter"))
                .toList();
        return new FilterWalk(chain, "DROP".equals(firewall.policies().get(chain)), rules, passage);
    }

    private enum Fits {
        YES,
        NO,
        MAYBE
    }

    /** What becomes of it. */
    private sealed interface Fate {
        record Passed() implements Fate {}

        record Dropped(Rule by) implements Fate {}

        record Unsure() implements Fate {}

        /** The end of the chain was reached. */
        record Fallen() implements Fate {}
    }

    /**
     * What surely drops it; empty: nothing, or that is not sure.
     *
     * @param policy how to call the policy of the chain
     * @param rule how to call a rule
     */
    Optional<String> droppedBy(String policy, Function<Rule, String> rule) {
        return switch (through(start, 0)) {
            case Fate.Dropped(Rule by) -> Optional.of(rule.apply(by));
            case Fate.Passed(), Fate.Unsure() -> Optional.empty();
            case Fate.Fallen() -> drops ? Optional.of(policy) : Optional.empty();
        };
    }

    /** Whether surely no rule decides, and the policy of the chain drops it. */
    boolean isDroppedByPolicy() {
        return drops && through(start, 0) instanceof Fate.Fallen;
    }

    private Fate through(String chain, int depth) {
        if (depth > DEEPEST) return new Fate.Unsure();
        for (Rule rule : chains.getOrDefault(chain, List.of())) {
            if (++passed > MOST_RULES) return new Fate.Unsure();
            Fits fits = fits(rule);
            if (fits == Fits.NO) continue;
            Fate fate = fate(rule, depth);
            switch (fate) {
                case Fate.Fallen() -> {
                    if (rule.target().equals("RETURN")) return fits == Fits.YES ? fate : new Fate.Unsure();
                }
                case Fate.Dropped dropped -> {
                    if (fits == Fits.YES) return dropped;
                }
                case Fate.Passed(), Fate.Unsure() -> {
                    return fits == Fits.YES ? fate : new Fate.Unsure();
                }
            }
        }
        return new Fate.Fallen();
    }

    private Fate fate(Rule rule, int depth) {
        return switch (rule.target()) {
            case "ACCEPT" -> new Fate.Passed();
            case "DROP", "REJECT" -> new Fate.Dropped(rule);
            case "RETURN", "LOG", "NFLOG", "MARK", "CONNMARK", "SET", "AUDIT", "TRACE" -> new Fate.Fallen();
            case "QUEUE", "NFQUEUE" -> new Fate.Unsure();
            case "" -> rule.words().contains("-g") ? new Fate.Unsure() : new Fate.Fallen();
            default -> through(rule.target(), depth + 1);
        };
    }

    private Fits fits(Rule rule) {
        Fits all = Fits.YES;
        Deque<String> words = new ArrayDeque<>(rule.words());
        while (!words.isEmpty() && !words.element().equals("-j")) {
            String word = words.remove();
            boolean not = word.equals("!");
            if (not && !words.isEmpty()) word = words.remove();
            Fits one = fits(word, words);
            if (not && one != Fits.MAYBE) one = one == Fits.YES ? Fits.NO : Fits.YES;
            if (one == Fits.NO) return Fits.NO;
            if (one == Fits.MAYBE) all = Fits.MAYBE;
        }
        return all;
    }

    private Fits fits(String option, Deque<String> words) {
        return switch (option) {
            case "-m" -> known(next(words));
            case "-i" -> sure(is(passage.in, next(words)));
            case "-o" -> {
                String name = next(words);
                yield sure(passage.out.filter(out -> is(out, name)).isPresent());
            }
            case "-p" -> sure(next(words).equals(passage.protocol));
            case "-s" -> isInside(next(words)) && passage.isAnswer() ? Fits.NO : Fits.MAYBE;
            case "--ctstate", "--state" ->
                sure(Arrays.asList(next(words).split(",", -1)).contains(passage.state));
            case "--comment" -> {
                next(words);
                yield Fits.YES;
            }
            case "--icmp-type" -> {
                String type = next(words);
                yield sure(List.of("0", "any", "255", "echo-reply").contains(type) || type.equals("0/0"));
            }
            case "--dport", "--dports" -> passage.isAnswer() ? ports(next(words)) : Fits.MAYBE;
            case "--dst-type" -> next(words).equals("LOCAL") ? sure(passage.isAnswer()) : Fits.MAYBE;
            default -> Fits.MAYBE;
        };
    }

    /** Modules whose options are understood, or at least seen, by themselves. */
    private static Fits known(String module) {
        return List.of("tcp", "udp", "icmp", "conntrack", "state", "comment", "multiport", "addrtype")
                        .contains(module)
                ? Fits.YES
                : Fits.MAYBE;
    }

    private static boolean is(InterfaceName device, String name) {
        return name.endsWith("+")
                ? device.value().startsWith(name.substring(0, name.length() - 1))
                : name.equals(device.value());
    }

    private static boolean isInside(String source) {
        try {
            Cidr block = block(source);
            return INSIDE.stream().anyMatch(i -> i.length() <= block.length() && i.contains(block.address()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** No port below those of clients is that of a probe. */
    private static Fits ports(String list) {
        for (String part : list.split(",", -1)) {
            String highest = part.substring(part.indexOf(':') + 1);
            if (!highest.matches("\\d{1,5}") || Integer.parseInt(highest) >= LOWEST_OF_CLIENTS) return Fits.MAYBE;
        }
        return Fits.NO;
    }

    private static Fits sure(boolean fits) {
        return fits ? Fits.YES : Fits.NO;
    }

    private static String next(Deque<String> words) {
        return words.isEmpty() ? "" : words.remove();
    }

    private static Cidr block(String text) {
        return Cidr.parse(text, Family.IPV4);
    }
}
