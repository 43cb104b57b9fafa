package dev.ftr.cli;

import dev.ftr.cli.ExplainCommand.Explained;
import dev.ftr.config.Uplink;
import dev.ftr.explain.Explanation;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Shares;
import dev.ftr.explain.Step;
import dev.ftr.json.Json;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An explanation as JSON; the keys are always there, with null where there is nothing to say. */
final class ExplainJson {
    private static final int FORMAT_VERSION = 1;

    private final Explained explained;
    private final ExplainWords words;

    ExplainJson(Explained explained) {
        this.explained = explained;
        this.words = new ExplainWords(explained.config());
    }

    String text() {
        Explanation explanation = explained.explainer().explain(explained.flow());
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        flow(node.putObject("flow"), explained.flow());
        node.put("health_origin", explained.origin());
        ObjectNode health = node.putObject("health");
        for (Uplink uplink : explained.config().uplinks())
            health.put(uplink.name(), String.valueOf(explained.states().get(uplink.id())));
        ways(node.putArray("ways"), explanation.journeys());
        ArrayNode failures = node.putArray("if_fails");
        explanation.failures().forEach((uplink, journeys) -> {
            ObjectNode failure = failures.addObject().put("uplink", words.name(uplink));
            ways(failure.putArray("ways"), journeys);
        });
        node.put("pending_changes", explained.explainer().plan().steps().size());
        new ExplainNotes(explained).of(explanation.journeys()).forEach(node.putArray("notes")::add);
        explained.snapshot().problems().forEach(node.putArray("unread")::add);
        return Json.pretty(node);
    }

    private static void flow(ObjectNode node, Flow flow) {
        node.put("from", flow.from().map(IpAddress::toString).orElse(null));
        node.put("to", flow.to().toString());
        node.put("protocol", flow.protocol().toString());
        put(node, "source_port", flow.sourcePort());
        put(node, "port", flow.port());
        node.put("in", flow.in().map(InterfaceName::toString).orElse(null));
        node.put("mark", "%#x".formatted(flow.mark()));
    }

    private void ways(ArrayNode array, List<Journey> journeys) {
        List<Double> percents =
                Shares.percent(journeys.stream().map(Journey::share).toList());
        for (int i = 0; i < journeys.size(); i++) {
            Journey journey = journeys.get(i);
            ObjectNode node = array.addObject();
            node.put("share_percent", percents.get(i));
            node.put("outcome", ExplainWords.outcome(journey.fate()));
            fate(node, journey);
            node.put("policy", journey.policy().orElse(null));
            rule(node, journey);
            ArrayNode steps = node.putArray("steps");
            for (Step step : journey.steps())
                steps.addObject().put("kind", ExplainWords.kind(step)).put("text", words.text(step));
        }
    }

    private void fate(ObjectNode node, Journey journey) {
        Optional<Fate.Leaves> leaves = journey.fate() instanceof Fate.Leaves l ? Optional.of(l) : Optional.empty();
        Optional<Fate.Arrives> arrives = journey.fate() instanceof Fate.Arrives a ? Optional.of(a) : Optional.empty();
        node.put("reason", leaves.isPresent() || arrives.isPresent() ? null : words.goal(journey));
        node.put("uplink", leaves.flatMap(Fate.Leaves::uplink).map(words::name).orElse(null));
        node.put("interface", leaves.map(l -> l.device().toString()).orElse(null));
        node.put(
                "gateway",
                leaves.flatMap(Fate.Leaves::gateway).map(IpAddress::toString).orElse(null));
        node.put(
                "source",
                leaves.flatMap(Fate.Leaves::source).map(IpAddress::toString).orElse(null));
        Optional<IpAddress> destination =
                leaves.map(Fate.Leaves::destination).or(() -> arrives.map(Fate.Arrives::destination));
        node.put("destination", destination.map(IpAddress::toString).orElse(null));
        put(
                node,
                "port",
                leaves.map(Fate.Leaves::port)
                        .or(() -> arrives.map(Fate.Arrives::port))
                        .orElse(OptionalInt.empty()));
        ArrayNode replyBy = node.putArray("reply_by");
        journey.reply().ifPresent(r -> r.uplinks().forEach(id -> replyBy.add(words.name(id))));
    }

    private static void rule(ObjectNode node, Journey journey) {
        List<Step> steps = journey.steps();
        node.putNull("rule_priority");
        node.putNull("table");
        for (Step step : steps) {
            if (step instanceof Step.Ruled(var rule))
                node.put("rule_priority", rule.priority().value());
            if (step instanceof Step.Routed(var route))
                node.put("table", route.key().table().value());
        }
    }

    private static void put(ObjectNode node, String key, OptionalInt number) {
        if (number.isPresent()) node.put(key, number.getAsInt());
        else node.putNull(key);
    }
}
