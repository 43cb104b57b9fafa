package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan as JSON, in the form that DESIGN names. */
final class PlanJson {
    static final int FORMAT_VERSION = 1;

    private PlanJson() {}

    static String text(Plan plan) {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        put(node, plan);
        return Json.pretty(node);
    }

    /** All but the version of the format. */
    static void put(ObjectNode node, Plan plan) {
        node.putObject("summary")
                .put("create", plan.count(Action.CREATE))
                .put("replace", plan.count(Action.REPLACE))
                .put("delete", plan.count(Action.DELETE));
        ArrayNode warnings = node.putArray("warnings");
        plan.warnings().forEach(warnings::add);
        ArrayNode changes = node.putArray("changes");
        plan.steps().forEach(step -> changes.add(json(step)));
    }

    private static ObjectNode json(Step step) {
        PlannedChange change = PlannedChange.of(step);
        ObjectNode node = Json.object();
        node.put("action", change.action());
        node.put("kind", change.kind());
        node.put("family", change.family());
        node.put("object", change.object());
        node.put("before", change.before().orElse(null));
        node.put("after", change.after().orElse(null));
        ArrayNode command = node.putArray("command");
        change.command().forEach(command::add);
        node.put("reason", step.reason());
        return node;
    }
}
