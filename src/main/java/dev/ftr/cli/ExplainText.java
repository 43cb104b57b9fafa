package dev.ftr.cli;

import dev.ftr.cli.ExplainCommand.Explained;
import dev.ftr.config.Uplink;
import dev.ftr.explain.Explanation;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Reply;
import dev.ftr.explain.Shares;
import dev.ftr.explain.Step;
import dev.ftr.model.IpAddress;
import dev.ftr.text.Sentences;
import dev.ftr.text.Texts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** An explanation for people, in lines of at most 80 columns where words can be parted. */
final class ExplainText {
    private static final int WIDTH = 80;

    private final PrintWriter out;
    private final Explained explained;
    private final ExplainWords words;
    private final Sentences sentences;
    private final Texts texts;

    ExplainText(PrintWriter out, Explained explained, Sentences sentences) {
        this.out = out;
        this.explained = explained;
        this.words = new ExplainWords(explained.config());
        this.sentences = sentences;
        this.texts = Texts.of("explain", sentences.language());
    }

    void write() {
        Explanation explanation = explained.explainer().explain(explained.flow());
        line("", flow(explained.flow()));
        out.println();
        ways(explanation);
        out.println();
        out.println(texts.say("decided_by"));
        steps(explanation);
        out.println();
        failures(explanation);
        out.println();
        notes(explanation);
    }

    private String flow(Flow flow) {
        List<String> parts = new ArrayList<>();
        String from = flow.from().map(a -> texts.say("flow.from", a)).orElseGet(() -> texts.say("flow.from_router"));
        String to = texts.say("flow.to", flow.to());
        parts.add("%s %s%s %s%s".formatted(flow.protocol(), from, port(flow.sourcePort()), to, port(flow.port())));
        flow.in().ifPresent(d -> parts.add(texts.say("flow.in", d)));
        if (flow.in().isEmpty() && flow.from().isPresent()) parts.add(texts.say("flow.router_itself"));
        if (flow.mark() != 0) parts.add(texts.say("flow.mark", "%#x".formatted(flow.mark())));
        return String.join(", ", parts);
    }

    private String goal(Journey journey) {
        return sentences.translate(words.goal(journey));
    }

    private void ways(Explanation explanation) {
        List<Journey> journeys = explanation.journeys();
        List<Double> percents =
                Shares.percent(journeys.stream().map(Journey::share).toList());
        int width = journeys.stream()
                .mapToInt(j -> goal(j).length())
                .filter(w -> w <= 16)
                .max()
                .orElse(0);
        out.println(texts.say("result"));
        for (int i = 0; i < journeys.size(); i++) {
            String goal = goal(journeys.get(i));
            String share = journeys.size() == 1 ? "" : "  %8s".formatted(percent(percents.get(i)));
            String how = how(journeys.get(i).fate());
            line("  ", (pad(goal, width) + share + (how.isEmpty() ? "" : "  " + how)).stripTrailing());
        }
    }

    private String how(Fate fate) {
        return switch (fate) {
            case Fate.Leaves leaves -> leaving(leaves);
            case Fate.Arrives(IpAddress address, var port, var reply) ->
                texts.say("way.at", address) + port(port) + replies(reply);
            case Fate.Refused(), Fate.NoRoute(), Fate.NotForwarded(), Fate.OutOfSight() -> "";
        };
    }

    private String leaving(Fate.Leaves leaves) {
        Flow flow = explained.flow();
        List<String> parts = new ArrayList<>();
        if (leaves.uplink().isPresent()) parts.add(texts.say("way.by", leaves.device()));
        leaves.gateway().ifPresent(g -> parts.add(texts.say("way.via", g)));
        leaves.source()
                .ifPresent(s ->
                        parts.add(texts.say(flow.from().equals(Optional.of(s)) ? "way.own_source" : "way.as", s)));
        boolean redirected =
                !leaves.destination().equals(flow.to()) || !leaves.port().equals(flow.port());
        if (redirected) parts.add(texts.say("way.to", leaves.destination()) + port(leaves.port()));
        return String.join(" ", parts) + replies(leaves.reply());
    }

    private String replies(Optional<Reply> reply) {
        return reply.map(r -> "; " + sentences.translate(words.text(r))).orElse("");
    }

    private String port(OptionalInt port) {
        return port.isPresent() ? " " + texts.say("port", Integer.toString(port.getAsInt())) : "";
    }

    /** What decides for some of the ways only is told with their names. */
    private void steps(Explanation explanation) {
        List<Journey> journeys = explanation.journeys();
        Map<String, List<String>> whose = new LinkedHashMap<>();
        for (Journey journey : journeys) {
            journey.policy()
                    .ifPresent(p -> whose.computeIfAbsent(entry("policy", p), e -> new ArrayList<>())
                            .add(goal(journey)));
            ExplainWords.bypass(journey)
                    .ifPresent(b -> whose.computeIfAbsent(entry("bypass", b), e -> new ArrayList<>())
                            .add(goal(journey)));
            for (Step step : journey.steps()) {
                String entry = entry(ExplainWords.kind(step), words.text(step));
                whose.computeIfAbsent(entry, e -> new ArrayList<>()).add(goal(journey));
            }
        }
        if (journeys.stream().allMatch(j -> j.policy().isEmpty()))
            line("  ", entry("policy", texts.say("policy.none")));
        whose.forEach((entry, goals) -> line(
                "  ", entry + (goals.size() == journeys.size() ? "" : "  [%s]".formatted(String.join(", ", goals)))));
        if (explained.flow().comesIn() && journeys.stream().anyMatch(j -> j.fate() instanceof Fate.Leaves))
            line("  ", entry("firewall", firewall(journeys)));
    }

    private String firewall(List<Journey> journeys) {
        if (!explained.config().traffic().basicFirewall()) return texts.say("firewall.off");
        boolean accepted = journeys.stream().allMatch(j -> j.fate() instanceof Fate.Leaves);
        return texts.say(accepted ? "firewall.lets_through" : "firewall.lets_through_in_part");
    }

    private String entry(String kind, String text) {
        return pad(texts.say("kind." + kind), 9) + " " + sentences.translate(text);
    }

    private void failures(Explanation explanation) {
        List<String> unchanged = new ArrayList<>();
        for (Uplink uplink : explained.config().uplinks()) {
            List<Journey> then = explanation.failures().get(uplink.id());
            if (then == null) continue;
            if (comesInBy(uplink, explanation.journeys())) line("", texts.say("fails.nothing_comes_in", uplink.name()));
            else if (goals(then).equals(goals(explanation.journeys()))) unchanged.add(uplink.name());
            else line("", texts.say("fails", uplink.name(), goals(then)));
        }
        for (Uplink uplink : explained.config().uplinks())
            if (explanation.failures().get(uplink.id()) == null)
                line("", texts.say("fails.already", uplink.name(), state(uplink)));
        if (!unchanged.isEmpty())
            line("", texts.say("fails.no_change", String.join(" " + texts.say("or") + " ", unchanged)));
    }

    private boolean comesInBy(Uplink uplink, List<Journey> journeys) {
        if (!uplink.sharesDevice()) return explained.flow().in().equals(Optional.of(uplink.device()));
        return journeys.stream()
                .flatMap(j -> j.reply().stream())
                .anyMatch(r -> r.marked().equals(Optional.of(uplink.id())));
    }

    /** Each with its share. */
    private String goals(List<Journey> journeys) {
        Map<String, Double> shares = new LinkedHashMap<>();
        journeys.forEach(j -> shares.merge(goal(j), j.share(), Double::sum));
        List<Double> percents = Shares.percent(List.copyOf(shares.values()));
        List<String> goals = new ArrayList<>();
        for (String goal : shares.keySet()) {
            String percent = percent(percents.get(goals.size()));
            goals.add(goal.endsWith(")") && shares.size() == 1 ? goal : "%s (%s)".formatted(goal, percent));
        }
        return String.join(", ", goals);
    }

    private void notes(Explanation explanation) {
        String states = explained.config().uplinks().stream()
                .map(u -> "%s %s".formatted(u.name(), state(u)))
                .collect(Collectors.joining(", "));
        line("", texts.say("health", sentences.translate(explained.origin()), states));
        int changes = explained.explainer().plan().steps().size();
        if (changes > 0) line("", texts.say("kernel_differs", changes));
        for (String note : new ExplainNotes(explained).of(explanation.journeys())) note(note);
        explained.snapshot().problems().forEach(this::note);
    }

    private void note(String english) {
        line(texts.say("note") + " ", sentences.translate(english));
    }

    private String state(Uplink uplink) {
        return sentences.translate(String.valueOf(explained.states().get(uplink.id())));
    }

    private static String percent(double value) {
        return (value == Math.rint(value) ? "%.0f %%" : "%.1f %%")
                .formatted(value)
                .replace(',', '.');
    }

    private static String pad(String text, int width) {
        return String.format(Locale.ROOT, "%-" + Math.max(1, width) + "s", text);
    }

    /** With what follows the first line set in by as much, and two more. */
    private void line(String indent, String text) {
        String rest = indent.isEmpty() || !indent.isBlank() ? "  " : indent + " ".repeat(10);
        String left = indent + text;
        while (left.length() > WIDTH) {
            int cut = left.lastIndexOf(' ', WIDTH);
            if (cut <= rest.length()) cut = left.indexOf(' ', WIDTH);
            if (cut < 0) break;
            out.println(left.substring(0, cut));
            left = rest + left.substring(cut + 1);
        }
        out.println(left);
    }
}
