package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.demo.Headers;
import dev.ftr.demo.PacketFate;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Choices;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.Cidr;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** How plans change policies. */
class PolicyPlansTest {
    private static final int UPLINKS = 12;

    private final SimulatedKernel kernel = new SimulatedKernel();

    PolicyPlansTest() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int i = 0; i < UPLINKS; i++) kernel.addLink(Configs.device(i), List.of(Configs.onNetwork(i)));
    }

    @Test
    void oneChangedPolicyOfManyIsOneChangedRule() {
        apply(PoliciesFor.many(200, 443));
        Plan plan = plan(PoliciesFor.many(200, 444));
        assertEquals(1, plan.steps().size(), plan::toString);
        assertTrue(plan.steps().getFirst().change() instanceof Change.ReplaceChainRule);
    }

    @Test
    void aPolicyThatTakesAChoiceInUseIsOneChangedRule() {
        Choice.First first = new Choice.First(ids(0), Otherwise.ANY);
        Choice.First second = new Choice.First(ids(1), Otherwise.REJECT);
        apply(List.of(port(1, first), port(2, second), port(3, first)));
        Plan plan = plan(List.of(port(1, second), port(2, second), port(3, first)));
        assertEquals(1, plan.steps().size(), plan::toString);
    }

    @Test
    void oneMorePolicyWithItsOwnChoiceTouchesNoOtherRule() {
        List<Policy> before = PoliciesFor.many(50, 443);
        apply(before);
        List<Policy> after = new ArrayList<>(before);
        after.addFirst(port(25, new Choice.First(ids(7), Otherwise.REJECT)));
        Plan plan = plan(after);
        assertTrue(plan.steps().stream().allMatch(s -> s.change().action() == Change.Action.CREATE), plan::toString);
        assertEquals(4, plan.steps().size(), "way, guard, rule, chain rule");
    }

    /** A choice is pushed to another place by a new one that hashes to the same; neither lets anything out elsewhere. */
    @Test
    void whereChoicesMeetNothingLeaksWhileTheyChangePlaces() {
        int found = 0;
        for (Choice one : choices())
            for (Choice other : choices()) {
                if (one.equals(other)) continue;
                List<Policy> before = List.of(port(1, one));
                List<Policy> after = List.of(port(1, one), port(2, other));
                if (slot(before, one) == slot(after, one)) continue;
                found++;
                assertNothingLeaks(before, after, one);
                assertNothingLeaks(after, before, one);
            }
        assertNotEquals(0, found, "no two choices meet");
    }

    private void assertNothingLeaks(List<Policy> before, List<Policy> after, Choice one) {
        SimulatedKernel start = kernel.copy();
        RouterConfig config = config(before);
        assertEquals(List.of(), new Router(start, config).apply(Configs.down(config)));
        Plan plan = new Router(start, config(after)).plan(Configs.down(config));
        int uplink = ((Choice.First) one).uplinks().getFirst().value();
        Headers flow = new Headers(
                Optional.of(Configs.CLIENT),
                Configs.INTERNET,
                IpProtocol.TCP,
                OptionalInt.of(40_000),
                OptionalInt.of(1));
        for (int done = 0; done <= Transaction.of(plan).size(); done++) {
            SimulatedKernel now = start.copy();
            assertEquals(List.of(), now.applyFirst(plan, done));
            for (PacketFate fate : now.packets().forward(Configs.LAN, flow, Connection.NEW))
                assertFalse(
                        fate instanceof PacketFate.Left left && !left.device().equals(Configs.device(uplink)),
                        () -> fate + " in " + plan.steps());
        }
    }

    private static List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < UPLINKS; i++)
            for (int j = 0; j < 4; j++) choices.add(new Choice.First(i == j ? ids(i) : ids(i, j), Otherwise.REJECT));
        return choices.stream().distinct().toList();
    }

    private static int slot(List<Policy> policies, Choice choice) {
        return Choices.of(config(policies)).slot(choice);
    }

    private void apply(List<Policy> policies) {
        RouterConfig config = config(policies);
        assertEquals(List.of(), new Router(kernel, config).apply(Configs.down(config)));
    }

    private Plan plan(List<Policy> policies) {
        RouterConfig config = config(policies);
        return new Router(kernel, config).plan(Configs.down(config));
    }

    private static Policy port(int port, Choice choice) {
        return new Policy("port" + port, PoliciesFor.tcp(List.of(), port), choice);
    }

    private static List<UplinkId> ids(int... ids) {
        return java.util.Arrays.stream(ids).mapToObj(UplinkId::new).toList();
    }

    private static RouterConfig config(List<Policy> policies) {
        List<Uplink> uplinks = new ArrayList<>();
        for (int i = 0; i < UPLINKS; i++) uplinks.add(Configs.uplink(i));
        RouterConfig plain = Configs.of(Configs.DEFAULTS, uplinks);
        return new RouterConfig(
                plain.uplinks(),
                plain.downlinks(),
                new Traffic(policies, List.of(), List.of(), List.of(), List.of(), false, Optional.empty()),
                plain.recordProbes(),
                plain.log(),
                plain.email(),
                plain.numbering());
    }

    /** Many policies that differ in their source. */
    private static final class PoliciesFor {
        static List<Policy> many(int count, int portInTheMiddle) {
            List<Policy> policies = new ArrayList<>();
            for (int i = 0; i < count; i++)
                policies.add(new Policy(
                        "p" + i,
                        tcp(
                                List.of(Cidr.host(Configs.ip("10.1.%d.%d".formatted(i / 250, i % 250)))),
                                i == count / 2 ? portInTheMiddle : 443),
                        new Choice.First(ids(i % 3), i % 2 == 0 ? Otherwise.ANY : Otherwise.REJECT)));
            return policies;
        }

        static Policy.Selector tcp(List<Cidr> from, int port) {
            return new Policy.Selector(
                    from,
                    List.of(),
                    List.of(IpProtocol.TCP),
                    List.of(PortRange.single(port)),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false);
        }
    }
}
