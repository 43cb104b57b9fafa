package dev.ftr.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The mapper that it stands in for is the measure. */
class JsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property
    void writesAsTheMapperDoes(@ForAll("trees") JsonNode tree) {
        String pretty = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        assertEquals(MAPPER.writeValueAsString(tree), Json.line(tree));
        assertEquals(pretty, Json.pretty(tree));
        assertEquals(Json.line(tree), new String(Json.lineBytes(tree), StandardCharsets.UTF_8));
        assertEquals(pretty, new String(Json.prettyBytes(tree), StandardCharsets.UTF_8));
    }

    @Property
    void readsAsTheMapperDoes(@ForAll("trees") JsonNode tree) {
        String text = MAPPER.writeValueAsString(tree);
        assertEquals(MAPPER.readTree(text), Json.read(text));
        assertEquals(
                MAPPER.readTree(text),
                Json.read(("-- " + text + " --").getBytes(StandardCharsets.UTF_8), 3, utf8(text)));
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "{",
                "[1,",
                "{\"a\":1",
                "{\"a\"}",
                "{} {}",
                "[] x",
                "nul",
                "\"a",
                "1 2",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "'a'",
                "{a:1}",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "\"\t\"",
                "// no",
                "\u0000",
                "1e400",
                "1e5",
                "-0",
                "9223372036854775808",
                "\"\\ud800\"",
                "[[[[]]]]"
            })
    void isAsStrictAsTheMapper(String text) {
        boolean taken;
        try {
            assertEquals(MAPPER.readTree(text), Json.read(text));
            taken = true;
        } catch (JacksonException e) {
            taken = false;
        }
        if (taken) assertEquals(MAPPER.readTree(text), Json.read(text.getBytes(StandardCharsets.UTF_8)));
        else {
            assertThrows(JacksonException.class, () -> MAPPER.readTree(text));
            assertThrows(JacksonException.class, () -> Json.read(text));
            assertThrows(JacksonException.class, () -> Json.read(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aTreeMayNotBeDeeperThanTheParserAllows() {
        assertThrows(JacksonException.class, () -> Json.read("[".repeat(100_000)));
    }

    @Test
    void nothingIsAMissingNode() {
        assertTrue(Json.read("").isMissingNode());
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return Arbitraries.recursive(JsonTest::leaves, JsonTest::around, 0, 3).withoutEdgeCases();
    }

    private static Arbitrary<JsonNode> around(Arbitrary<JsonNode> inner) {
        return Arbitraries.oneOf(
                inner,
                inner.list().ofMaxSize(4).map(JsonTest::array),
                Arbitraries.maps(strings(), inner).ofMaxSize(4).map(JsonTest::object));
    }

    private static JsonNode object(Map<String, JsonNode> entries) {
        return NODES.objectNode().setAll(entries);
    }

    private static JsonNode array(List<JsonNode> values) {
        return NODES.arrayNode().addAll(values);
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.strings().all().ofMaxLength(12).filter(JsonTest::isText);
    }

    /** Half of a surrogate pair is nothing that UTF-8 can write. */
    private static boolean isText(String string) {
        return new String(string.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(string);
    }

    private static Arbitrary<JsonNode> leaves() {
        return Arbitraries.<JsonNode>oneOf(
                strings().map(NODES::stringNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.bigIntegers().map(n -> NODES.numberNode(n.multiply(BigInteger.TWO.pow(80)))),
                Arbitraries.doubles().map(NODES::numberNode),
                Arbitraries.bigDecimals().map((BigDecimal n) -> (JsonNode) NODES.numberNode(n)),
                Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
    }
}
