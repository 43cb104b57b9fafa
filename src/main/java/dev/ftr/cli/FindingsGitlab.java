package dev.ftr.cli;

import dev.ftr.cli.Findings.Told;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings as a Code Quality report of GitLab. */
final class FindingsGitlab {
    private FindingsGitlab() {}

    static String text(Findings findings) {
        ArrayNode report = PlainJson.array();
        for (Told told : findings.told()) {
            ObjectNode entry = report.addObject();
            entry.put("description", told.message());
            entry.put("check_name", told.rule());
            entry.put("fingerprint", told.fingerprint());
            entry.put(
                    "severity",
                    switch (told.level()) {
                        case ERROR -> "major";
                        case WARNING -> "minor";
                    });
            ObjectNode location = entry.putObject("location");
            location.put("path", findings.workspace().path(told.file()));
            location.putObject("lines").put("begin", told.line());
        }
        return PlainJson.text(report);
    }
}
