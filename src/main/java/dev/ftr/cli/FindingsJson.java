package dev.ftr.cli;

import dev.ftr.cli.Finding.InConfig;
import dev.ftr.cli.Finding.Level;
import dev.ftr.cli.Finding.OnMachine;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.StatusFile;
import dev.ftr.health.Promise;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings for programs of one's own, with what the config promises. The keys are always there. */
final class FindingsJson {
    private static final int FORMAT_VERSION = 1;

    private FindingsJson() {}

    /** @param uplinks none, if the config has errors */
    static String text(Findings findings, List<Uplink> uplinks) {
        ObjectNode node = PlainJson.object();
        node.put("format_version", FORMAT_VERSION);
        node.put("config", findings.config());
        node.put("valid", count(findings, Level.ERROR) == 0);
        node.put("errors", count(findings, Level.ERROR));
        node.put("warnings", count(findings, Level.WARNING));
        ArrayNode found = node.putArray("findings");
        for (Finding finding : findings.all()) put(found.addObject(), finding);
        ArrayNode promises = node.putArray("uplinks");
        for (Uplink uplink : uplinks)
            promises.addObject()
                    .put("name", uplink.name())
                    .set("promise", StatusFile.promise(new Promise(uplink.tests())));
        return PlainJson.text(node);
    }

    private static long count(Findings findings, Level level) {
        return findings.all().stream().filter(f -> f.level() == level).count();
    }

    private static void put(ObjectNode node, Finding finding) {
        node.put("rule", finding.rule().id());
        node.put("level", finding.level().toString());
        node.put("message", finding.message());
        switch (finding) {
            case InConfig found ->
                node.put("file", found.problem().file())
                        .put("line", found.problem().line())
                        .put("column", found.problem().column())
                        .put("pointer", found.problem().pointer());
            case OnMachine machine ->
                node.putNull("file").putNull("line").putNull("column").putNull("pointer");
        }
    }
}
