package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.kernel.ChangeText;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan as JSON, in the form that DESIGN names. */
final class PlanJson {
    private static final int FORMAT_VERSION = 1;

    private PlanJson() {}

    static String text(Plan plan) {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        node.putObject("summary")
                .put("create", plan.count(Action.CREATE))
                .put("replace", plan.count(Action.REPLACE))
                .put("delete", plan.count(Action.DELETE));
        ArrayNode warnings = node.putArray("warnings");
        plan.warnings().forEach(warnings::add);
        ArrayNode changes = node.putArray("changes");
        plan.steps().forEach(step -> changes.add(json(step)));
        return Json.pretty(node);
    }

    private static ObjectNode json(Step step) {
        ChangeText text = ChangeText.of(step.change());
        ObjectNode node = Json.object();
        node.put("action", step.change().action().name().toLowerCase(Locale.ROOT));
        node.put("kind", text.kind());
        node.put("family", text.family().text());
        node.put("object", text.object());
        node.put("before", text.before().orElse(null));
        node.put("after", text.after().orElse(null));
        ArrayNode command = node.putArray("command");
        text.command().forEach(command::add);
        node.put("reason", step.reason());
        return node;
    }
}
