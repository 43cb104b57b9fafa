package dev.ftr.health;

import static dev.ftr.health.Story.NO_ANSWER;

import dev.ftr.health.Story.Net;
import dev.ftr.model.UplinkState;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** What the generated example's settings make of bad lines, one simulated month each, as a table. For {@code ops/bench.sh}. */
final class SimulationTable {
    private static final double MONTH = 30 * 86_400;
    private static final double YEAR = 365.25 * 86_400;
    private static final int CUTS = 300;
    private static final Draft DRAFT = Draft.EXAMPLE;

    private SimulationTable() {}

    public static void main(String[] arguments) {
        System.out.println(
                "| weather on one of two uplinks | downs/month | by formula | degraded/month | routing changes/month "
                        + "| detection median/max | packets/day |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (int percent : new int[] {0, 1, 5, 10, 15, 20, 30, 60}) {
            SplittableRandom random = new SplittableRandom(percent);
            double formula = DRAFT.promise().falseDownsPerYear(percent / 100.0) * MONTH / YEAR;
            row(
                    percent + " % random loss",
                    String.format(Locale.ROOT, "%.2g", formula),
                    (u, t, s) -> u == 0 && random.nextInt(100) < percent ? NO_ANSWER : 20);
        }
        for (int millis : new int[] {50, 200, 500, 1000, 2000})
            row("bursts, mean " + millis + " ms, 2 % of the time", "", bursts(millis / 1e3, 0.02));
        for (int millis : new int[] {50, 100, 200, 400, 800})
            row("+" + millis + " ms for 1 s every 30 s", "", (u, t, s) -> u == 0 && s % 30 < 1 ? 20 + millis : 20);
        for (int targets : new int[] {1, 2, 3})
            row(
                    targets + " of 6 targets out for 10 min every 2 h",
                    "",
                    (u, t, s) -> t >= 0 && t < targets && s % 7200 > 6600 ? NO_ANSWER : 20);
        for (int millis : new int[] {100, 300, 500, 1000})
            row(
                    "nothing for " + millis + " ms every minute",
                    "",
                    (u, t, s) -> u == 0 && (s + (minute(s) * 0.37) % 50) % 60 < millis / 1e3 ? NO_ANSWER : 20);
        for (int seconds : new int[] {5, 30, 300, 3600})
            row(
                    "flaps every " + seconds + " s",
                    "",
                    (u, t, s) -> u == 0 && s % (2 * seconds) >= seconds ? NO_ANSWER : 20);
        cuts("silent cut, steady line", 0, 0);
        cuts("silent cut, 5 % random loss before", 5, 0);
        cuts("silent cut, 20 to 220 ms round trip before", 0, 200);
    }

    private static long minute(double second) {
        return (long) (second / 60);
    }

    /** Gilbert and Elliott: in the bad state nothing is answered; both states last exponentially long. */
    private static Net bursts(double length, double share) {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] bad = {false};
        double[] until = {0};
        return (u, t, s) -> {
            if (u != 0) return 20;
            while (s >= until[0]) {
                bad[0] = !bad[0];
                double mean = bad[0] ? length : length * (1 - share) / share;
                until[0] -= mean * Math.log(1 - random.nextDouble());
            }
            return bad[0] ? NO_ANSWER : 20;
        };
    }

    private static void row(String weather, String formula, Net net) {
        Story story = new Story(net).terse().follow(2, DRAFT).until(MONTH);
        Story quiet = new Story((u, t, s) -> 20).terse().follow(1, DRAFT).until(86_400);
        long downs = count(story, UplinkState.DOWN);
        long degraded = count(story, UplinkState.DEGRADED);
        long changes = story.changes().stream().filter(c -> c.uplink() == 0).count() - 1;
        double packets = story.packets() / 30.0 - quiet.packets();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %d | %d | | %.0f |%n",
                weather,
                downs,
                formula,
                degraded,
                changes,
                packets);
    }

    private static long count(Story story, UplinkState after) {
        return story.changes().stream()
                .filter(c -> c.uplink() == 0 && c.after() == after)
                .count();
    }

    private static void cuts(String weather, int percent, int spread) {
        double[] found = new double[CUTS];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < CUTS; i++) {
            double cut = 120 + random.nextDouble();
            Story story = new Story((u, t, s) -> {
                        double millis = 20 + (spread == 0 ? 0 : random.nextInt(spread));
                        boolean lost = u == 0 && (s + millis / 1e3 >= cut || random.nextInt(100) < percent);
                        return lost ? NO_ANSWER : millis;
                    })
                    .terse()
                    .follow(2, DRAFT)
                    .until(cut + 10);
            found[i] = story.changes().stream()
                            .filter(c -> c.uplink() == 0 && c.after() == UplinkState.DOWN && c.second() >= cut)
                            .findFirst()
                            .orElseThrow()
                            .second()
                    - cut;
        }
        Arrays.sort(found);
        System.out.printf(
                Locale.ROOT,
                "| %s, %d times | | | | | %.2f / %.2f s | |%n",
                weather,
                CUTS,
                found[CUTS / 2],
                found[CUTS - 1]);
    }
}
