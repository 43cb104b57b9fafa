package dev.ftr.cli;

import dev.ftr.cli.Finding.InConfig;
import dev.ftr.cli.Finding.Level;
import dev.ftr.cli.Finding.OnMachine;
import dev.ftr.config.ConfigProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What validate has found, for the formats of others: each finding at a place, in words that stand alone.
 *
 * @param config the file that findings without a place are told of, as these formats want a place
 */
record Findings(String config, Workspace workspace, List<Finding> all) {
    Findings {
        all = List.copyOf(all);
    }

    /**
     * A finding as these formats have it.
     *
     * @param file as it is named on the command line
     * @param fingerprint 64 hexadecimal digits by which it is known again when lines above it come and go
     */
    record Told(Finding finding, String file, int line, int column, String message, String fingerprint) {
        Level level() {
            return finding.level();
        }

        String rule() {
            return finding.rule().id();
        }
    }

    List<Told> told() {
        Map<String, Integer> times = new HashMap<>();
        List<Told> told = new ArrayList<>();
        for (Finding finding : all) {
            Optional<ConfigProblem> problem = problem(finding);
            String file = problem.map(ConfigProblem::file).orElse(config);
            String subject = problem.map(ConfigProblem::pointer).orElse(finding.message());
            String print = String.join("\n", finding.rule().id(), workspace.path(file), subject);
            int time = times.merge(print, 1, Integer::sum);
            told.add(new Told(
                    finding,
                    file,
                    problem.map(ConfigProblem::line).orElse(1),
                    problem.map(ConfigProblem::column).orElse(1),
                    problem.filter(p -> !p.pointer().isEmpty())
                            .map(p -> p.pointer() + ": " + p.message())
                            .orElse(finding.message()),
                    sha256(print + "\n" + time)));
        }
        return told;
    }

    private static Optional<ConfigProblem> problem(Finding finding) {
        return switch (finding) {
            case InConfig found -> Optional.of(found.problem());
            case OnMachine machine -> Optional.empty();
        };
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
