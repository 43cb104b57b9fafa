package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExampleConfigTest {
    @Test
    void loadsWithoutErrorsOrWarnings() {
        ConfigText.assertWarnings(ExampleConfig.render());
    }

    @Test
    void meansTheOriginalsExampleWithRulesBeforeMain() {
        RouterConfig config = ConfigText.config(ExampleConfig.render());

        assertEquals(
                List.of("eth1", "eth2", "ppp0"),
                config.uplinks().stream().map(Uplink::name).toList());
        for (Uplink uplink : config.uplinks()) {
            assertEquals(6, uplink.tests().targets().size());
            assertEquals(4, uplink.tests().required());
            assertEquals(2, uplink.tests().attempts());
            assertEquals(Duration.ofSeconds(1), uplink.tests().interval());
        }
        assertEquals(new RouterConfig.Numbering(1, 20000, 1, 0xff, 157), config.numbering());
    }

    @Test
    void mentionsEveryKeyOfTheSchema() {
        String example = ExampleConfig.render();
        for (String key : keys(SchemaCheck.schemaDocument())) {
            assertTrue(
                    Pattern.compile("(?m)^[ #-]*" + key + ":").matcher(example).find(), key + " is not in the example");
        }
    }

    @Test
    void staysWithinAHundredColumns() {
        assertEquals(
                List.of(),
                ExampleConfig.render()
                        .lines()
                        .filter(line -> line.length() > 100)
                        .toList());
    }

    @Test
    void loadsWithEveryKeyThatIsCommentedOutTurnedOnButForOtherWaysToGiveThePassword() {
        ConfigText.assertWarnings(turnedOn("(?!password_)[a-z_]+", ExampleConfig.render()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password_file", "password_env", "password_credential"})
    void loadsWithThePasswordGivenInAnotherWay(String key) {
        String without = ExampleConfig.render().replace("password: secret\n", "");
        ConfigText.assertWarnings(turnedOn(key, without));
        assertTrue(ConfigText.config(turnedOn(key, without))
                .email()
                .smtp()
                .password()
                .isPresent());
    }

    private static String turnedOn(String keys, String example) {
        return Pattern.compile("(?m)^( *)#(%s:)".formatted(keys))
                .matcher(example)
                .replaceAll("$1$2");
    }

    @Test
    void everyKeyOfTheSchemaHasDescriptionAndExamples() {
        assertEquals(List.of(), undescribed("", SchemaCheck.schemaDocument()));
    }

    @Test
    void everyExampleAndDefaultOfTheSchemaFitsIt() {
        assertEquals(List.of(), unfit("", SchemaCheck.schemaDocument()));
    }

    @Test
    void theFileThatEditorsReadFitsItsExamplesLikeTheOneWithoutReferences() {
        JsonNode file = SchemaCheck.schemaFile();
        Schema compiled = SchemaCheck.compiled(file);
        assertTrue(file.has("$defs"));
        assertFalse(SchemaCheck.schemaDocument().toString().contains("$ref"));
        for (String probe : List.of(
                "\"arp\"",
                "{\"arp\":\"gateway\"}",
                "{\"tcp\":\"a.example:1\"}",
                "{\"http\":\"http://a/\",\"status\":204}"))
            assertEquals(List.of(), compiled.validate(withProbe(probe)), probe);
        for (String probe : List.of(
                "\"arb\"",
                "{}",
                "{\"tcp\":\"a.example:1\",\"http\":\"http://a/\"}",
                "{\"tcp\":\"a.example:1\",\"status\":204}",
                "{\"status\":204}")) assertNotEquals(List.of(), compiled.validate(withProbe(probe)), probe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'policies':null,'port_forwards':null,'source_nat':null,'no_nat':null,'bypass':null,'firewall':null",
                "'policies':[],'port_forwards':[],'source_nat':[],'no_nat':[],'bypass':[]",
                "'sticky_time':'24h'"
            })
    void theFileThatEditorsReadTakesWhatTheLoaderTakes(String keys) {
        String text = "{'uplinks':[{'interface':'eth1','type':'ppp'}],'downlinks':{'lan':'eth0'},'tests':{},%s}"
                .formatted(keys)
                .replace('\'', '"');
        assertEquals(
                List.of(),
                SchemaCheck.compiled(SchemaCheck.schemaFile())
                        .validate(JsonMapper.shared().readTree(text)));
        ConfigText.config(ConfigText.SMALL
                + keys.replaceAll("'([a-z_]+)':", "\n$1: ").replace(",\n", "\n").replace("null", "") + "\n");
    }

    private static JsonNode withProbe(String probe) {
        String tests = "{\"probes\": [%s]}".formatted(probe);
        return JsonMapper.shared()
                .readTree(
                        "{\"uplinks\":[{\"interface\":\"eth1\",\"type\":\"ppp\",\"tests\":%s}],\"downlinks\":{\"lan\":\"eth0\"},\"tests\":%s}"
                                .formatted(tests, tests));
    }

    @Test
    void theLoadersDefaultsAreTheSchemas() {
        JsonNode schema = SchemaCheck.schemaDocument();
        RouterConfig config = ConfigText.config(ConfigText.SMALL);

        assertEquals(number(schema, "base_table"), config.numbering().baseTable());
        assertEquals(number(schema, "base_priority"), config.numbering().basePriority());
        assertEquals(number(schema, "base_fwmark"), config.numbering().baseFwmark());
        assertEquals(number(schema, "fwmark_mask"), config.numbering().fwmarkMask());
        assertEquals(number(schema, "route_protocol"), config.numbering().routeProtocol());
        assertEquals(number(schema, "base_realm"), config.numbering().baseRealm());
        JsonNode stickyTime = schema.path("properties").path("sticky_time").path("default");
        assertEquals(
                DurationText.parse(stickyTime.asString()),
                ConfigText.config(ConfigText.SMALL + "sticky: client\n")
                        .traffic()
                        .clientTime());
        assertEquals(number(schema, "log", "max_size"), config.log().maxSize());
        assertEquals(number(schema, "log", "old_files"), config.log().oldFiles());
        assertEquals(
                number(schema, "tests", "ping_retries"),
                config.uplinks().getFirst().tests().attempts());
        assertEquals(
                number(schema, "tests", "interval"),
                config.uplinks().getFirst().tests().interval().toSeconds());
        JsonNode tests = schema.path("properties").path("tests").path("properties");
        StringBuilder written = new StringBuilder(ConfigText.SMALL);
        for (String key : List.of(
                "timeout", "window", "max_loss", "max_rtt", "degraded", "down_after", "up_after", "up_hold", "record"))
            written.append(
                    "  %s: %s\n".formatted(key, tests.path(key).path("default").asString()));
        written.append("  damping:\n");
        tests.path("damping")
                .path("properties")
                .forEachEntry((key, below) -> written.append(
                        "    %s: %s\n".formatted(key, below.path("default").asString())));
        assertEquals(config, ConfigText.config(written.toString()));
        assertEquals(
                number(schema, "email", "smtp_parameters", "port"),
                config.email().smtp().port());
    }

    static Stream<Path> filesInExamples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("filesInExamples")
    void everyFileInExamplesLoadsWithoutErrorsOrWarnings(Path file) {
        assertEquals(List.of(), ConfigText.problems(new ConfigLoader().load(file)));
    }

    /** As an editor sees it: YAML by its core schema, and the schema as it stands in its file. */
    @ParameterizedTest
    @MethodSource("filesInExamples")
    void anEditorFindsTheSchemaOfEveryFileInExamplesAndNothingToMark(Path file) throws IOException {
        String text = Files.readString(file);
        String first = text.lines().findFirst().orElseThrow();
        assertTrue(first.startsWith("# yaml-language-server: $schema="), first);
        Path schema = file.resolveSibling(first.substring(first.indexOf('=') + 1));
        assertTrue(Files.isSameFile(Path.of("schema/ftr.schema.json"), schema), first);
        assertEquals(List.of(), marked(text));
    }

    @Test
    void anEditorFindsNothingToMarkInTheExampleOrInItWithAllTurnedOn() {
        assertEquals(List.of(), marked(ExampleConfig.render()));
        assertEquals(List.of(), marked(turnedOn("(?!password_)[a-z_]+", ExampleConfig.render())));
        assertNotEquals(List.of(), marked(ExampleConfig.render().replace("weight:", "weigth:")));
        assertNotEquals(List.of(), marked(ExampleConfig.render().replace("type: ppp", "type: pppoe")));
    }

    @Test
    void theExampleNamesTheSchemaWhereItIsInstalled() {
        assertEquals(
                "# yaml-language-server: $schema=/usr/share/ftr/schema/ftr.schema.json",
                ExampleConfig.render().lines().findFirst().orElseThrow());
    }

    private static List<Error> marked(String text) {
        LoadSettings core = LoadSettings.builder().setSchema(new CoreSchema()).build();
        JsonNode document = JsonMapper.shared().valueToTree(new Load(core).loadFromString(text));
        return SchemaCheck.compiled(SchemaCheck.schemaFile()).validate(document);
    }

    private static long number(JsonNode schema, String... path) {
        JsonNode node = schema;
        for (String key : path) node = node.path("properties").path(key);
        return node.path("default").asLong();
    }

    private static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        schema.path("properties").forEachEntry((key, below) -> {
            keys.add(key);
            // What stands behind a # is shown on one line, as far as it fits.
            if (!below.path("x-active").asBoolean(true)) return;
            keys.addAll(keys(below));
            keys.addAll(keys(below.path("items")));
        });
        return keys;
    }

    private static List<String> undescribed(String pointer, JsonNode schema) {
        List<String> found = new ArrayList<>();
        if (schema.path("type").asString("").equals("object")
                && schema.path("additionalProperties").asBoolean(true)) found.add(pointer + " lets any key in");
        schema.path("properties").forEachEntry((key, below) -> {
            String here = pointer + "/" + key;
            if (!below.has("description") || below.path("examples").isEmpty()) found.add(here);
            found.addAll(undescribed(here, below));
            found.addAll(undescribed(here + "/0", below.path("items")));
        });
        return found;
    }

    private static List<String> unfit(String pointer, JsonNode schema) {
        List<String> found = new ArrayList<>();
        Schema compiled = SchemaCheck.compiled(schema);
        Stream<JsonNode> samples = Stream.concat(
                schema.path("examples").valueStream(),
                schema.has("default") ? Stream.of(schema.path("default")) : Stream.empty());
        samples.flatMap(sample -> compiled.validate(sample).stream()).forEach(error -> found.add(pointer + error));
        schema.path("properties").forEachEntry((key, below) -> found.addAll(unfit(pointer + "/" + key, below)));
        if (schema.has("items")) found.addAll(unfit(pointer + "/0", schema.path("items")));
        return found;
    }
}
