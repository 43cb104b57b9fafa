package dev.ftr.cli;

import dev.ftr.cli.Findings.Told;
import java.util.List;

/** Findings as workflow commands of GitHub Actions, which become annotations beside the lines. */
final class FindingsGithub {
    private FindingsGithub() {}

    static List<String> lines(Findings findings) {
        return findings.told().stream()
                .map(told -> line(told, findings.workspace()))
                .toList();
    }

    private static String line(Told told, Workspace workspace) {
        return "::%s file=%s,line=%d,col=%d,title=%s::%s"
                .formatted(
                        told.level(),
                        property(workspace.path(told.file())),
                        told.line(),
                        told.column(),
                        property(told.rule()),
                        data(told.message()));
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
