package dev.ftr.cli;

import dev.ftr.cli.Findings.Told;
import dev.ftr.config.Rule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings as SARIF 2.1.0 (OASIS), as far as code scanning services read it. */
final class FindingsSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static final String HELP =
            "The message names the key of the config and says what would be right. On a terminal: ftr validate.";

    private FindingsSarif() {}

    static String text(Findings findings) {
        ObjectNode log = PlainJson.object();
        log.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "ftr");
        if (!Version.number().isEmpty()) driver.put("version", Version.number());
        ArrayNode rules = driver.putArray("rules");
        for (Rule rule : Rule.values()) {
            ObjectNode node = rules.addObject().put("id", rule.id());
            node.putObject("shortDescription").put("text", rule.demand());
            // Required by the code scanning of GitHub.
            node.putObject("fullDescription").put("text", rule.demand());
            node.putObject("help").put("text", HELP);
        }
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        for (Told told : findings.told()) put(results.addObject(), told, findings.workspace());
        return PlainJson.text(log);
    }

    private static void put(ObjectNode result, Told told, Workspace workspace) {
        result.put("ruleId", told.rule());
        result.put("level", told.level().toString());
        result.putObject("message").put("text", told.message());
        ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
        place.putObject("artifactLocation").put("uri", workspace.uri(told.file()));
        place.putObject("region").put("startLine", told.line()).put("startColumn", told.column());
        result.putObject("partialFingerprints").put("ftrFinding/v1", told.fingerprint());
    }
}
