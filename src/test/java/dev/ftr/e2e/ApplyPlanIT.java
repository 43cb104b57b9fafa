package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.NetworkNamespace;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A plan in a file: made exactly so, with a way back if that is wanted, or refused with the reason. */
class ApplyPlanIT {
    private static final String[] PLAN = {"plan", "--health", "eth1=up"};
    private static final String CONFIG = """
            uplinks:
              - {interface: eth1, type: static, ip: 192.0.2.2, gateway: 192.0.2.1, priority_group: 1}
            downlinks: {lan: eth0}
            tests: {ips: [203.0.113.5], required_successful: 1}
            base_priority: 20000
            """;

    @TempDir
    private Path folder;

    private NetworkNamespace router;
    private NetworkNamespace others;
    private ClassPathFtr ftr;
    private Path plan;

    @BeforeEach
    void aRouterAndAPlan() throws IOException {
        router = NetworkNamespace.create("router");
        others = NetworkNamespace.create("others");
        for (int i = 0; i < 2; i++) router.connect("eth" + i, others, "p" + i);
        router.ip("address add 10.0.0.1/24 dev eth0");
        router.ip("address add 192.0.2.2/24 dev eth1");
        ftr = ClassPathFtr.in(router, Files.writeString(folder.resolve("ftr.yaml"), CONFIG), folder);
        plan = folder.resolve("plan.json");
        ftr.run(PLAN[0], PLAN[1], PLAN[2], "--out", plan.toString()).exits(0);
        Schemas.fit("plan", Files.readString(plan));
    }

    @AfterEach
    void close() {
        router.close();
        others.close();
    }

    @Test
    void whatIsNoPlanForThisRouterIsRefusedWithTheReason() throws IOException {
        String made = Files.readString(plan);
        String before = kernel();
        assertRefused(with("format_version", 9), "is no plan of 'ftr plan --out': format_version 9 is not 1");
        assertRefused(with("ftr_version", "1.9.9"), "was made by ftr 1.9.9, and this is ftr ");
        assertRefused(with("host", "elsewhere"), "is for the router elsewhere, and this is ");
        assertRefused(made.substring(0, made.length() / 2), "is not JSON");
        assertRefused("", "is no plan of 'ftr plan --out': it is empty");
        assertRefused("[1, 2]", "is no plan of 'ftr plan --out': it is no JSON object");
        assertRefused(ftr.run("snapshot").exits(0).out(), "is no plan of 'ftr plan --out': ");
        assertRefused(made.replace("192.0.2.1 ", "192.0.2.9 "), "the kernel has moved since");
        assertEquals(before, kernel());
        Files.writeString(plan, made);
        apply().exits(0);
        assertNotEquals(before, kernel());
    }

    @Test
    void aPlanIsTakenBackUnlessItIsConfirmed() {
        String before = kernel();
        Ran apply = apply("--confirm", "1s").exits(0);
        assertTrue(apply.out().contains("Taken back at "), apply.toString());
        Await.until("the kernel as before", () -> kernel().equals(before), this::kernel);
        Await.until(
                "no change pending", () -> !Files.exists(folder.resolve("run/pending")), () -> "a change is pending");
        apply("--confirm", "60s").exits(0);
        String after = kernel();
        assertNotEquals(before, after);
        assertTrue(ftr.run("confirm").exits(0).out().startsWith("Confirmed: the change of "));
        assertEquals(after, kernel());
        ftr.run("plan", "--detailed-exitcode", PLAN[1], PLAN[2]).exits(0);
    }

    /** A routing daemon's table does not fit into a snapshot; what is planned does not depend on it, and that it is missing is said. */
    @Test
    void tooManyRoutesForASnapshotAreLeftOutAndThatIsSaid() throws IOException {
        Path routes = Files.writeString(
                folder.resolve("routes"),
                IntStream.range(0, 10_001)
                        .mapToObj(i ->
                                "route add 20.%d.%d.0/24 via 192.0.2.1 dev eth1 proto bird".formatted(i / 250, i % 250))
                        .collect(Collectors.joining("\n", "", "\nroute add 198.51.100.0/24 via 192.0.2.1 dev eth1\n")));
        router.ip("-batch " + routes);
        String text = ftr.run("snapshot").exits(0).out();
        JsonNode written = Schemas.fit("snapshot", text);
        assertEquals("[254]", written.path("partial_tables").toString());
        assertFalse(text.contains("20.1.1.0/24"));
        assertTrue(text.contains("198.51.100.0/24"), "people's own routes are few, and stay");
        Path snapshot = Files.writeString(folder.resolve("snapshot.json"), text);
        String[] more = {"--snapshot", snapshot.toString()};
        assertEquals(
                ftr.run(PLAN).exits(0).out(),
                ftr.run(PLAN[0], PLAN[1], PLAN[2], more[0], more[1]).exits(0).out());
        Ran explained = ftr.run("explain", "--to", "20.1.1.1", more[0], more[1]).exits(0);
        assertTrue(
                explained.out().replaceAll("\\s+", " ").contains("table main is too long to be read whole"),
                explained.toString());
    }

    private String with(String key, Object value) throws IOException {
        ObjectNode node = (ObjectNode) new ObjectMapper().readTree(plan.toFile());
        assertTrue(node.has(key), key);
        return node.putPOJO(key, value).toString();
    }

    private void assertRefused(String text, String reason) throws IOException {
        String good = Files.readString(plan);
        Files.writeString(plan, text);
        Ran refused = apply().exits(1);
        assertTrue(refused.err().contains(reason), refused.toString());
        assertFalse(refused.out().contains("changes made"), refused.toString());
        Files.writeString(plan, good);
    }

    private Ran apply(String... more) {
        return more.length == 0
                ? ftr.run("apply", "--plan", plan.toString())
                : ftr.run("apply", "--plan", plan.toString(), more[0], more[1]);
    }

    /** Sysctls aside: as they are no object of ours, whoever takes a change back leaves them. */
    private String kernel() {
        return router.ip("rule show")
                + router.ip("route show table all proto 157")
                + router.command("iptables-save", "-t", "mangle").replaceAll("(?m)^[#:].*\\R", "");
    }
}
