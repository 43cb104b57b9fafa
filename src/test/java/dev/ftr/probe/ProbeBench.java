package dev.ftr.probe;

import com.sun.management.OperatingSystemMXBean;
import dev.ftr.model.UplinkId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CPU time per 1000 probes: of the loop, of {@code fping} and of a {@code ping} for each probe, one after the other in the
 * same namespaces, each on 64 uplinks with 16 targets at ten probes per second and uplink. For {@code ops/bench.sh}.
 */
final class ProbeBench {
    private static final int TARGETS = 16;
    private static final int PER_SECOND = 10;
    private static final int ALL_PER_SECOND = PER_SECOND * UplinkId.COUNT;
    private static final int WARM_UP = 10 * ALL_PER_SECOND;
    private static final int SECONDS = 16;
    private static final int PINGS = 2 * ALL_PER_SECOND;
    private static final double MILLION = 1e6;

    private static final String PING = """
            i=0
            while [ $i -lt %d ]; do
              ping -n -q -c 1 -W 1 -I 198.18.$((i %% %d)).1 203.0.113.$((i %% %d + 1)) >/dev/null &
              i=$((i + 1))
              [ $((i %% %d)) != 0 ] || sleep 0.1
            done
            wait
            """.formatted(PINGS, UplinkId.COUNT, TARGETS, UplinkId.COUNT);

    private ProbeBench() {}

    /** Arguments: which of fping and ping are installed. */
    public static void main(String[] arguments) throws Exception {
        List<String> installed = List.of(arguments);
        try (UplinkLab lab = new UplinkLab(IntStream.range(0, UplinkId.COUNT).toArray())) {
            for (int i = 1; i <= TARGETS; i++) lab.internet.ip("address replace 203.0.113." + i + "/32 dev lo");
            System.out.printf("probes: %d uplinks, %d targets, %d/s%n", UplinkId.COUNT, TARGETS, ALL_PER_SECOND);
            loop(lab, "ftr, all uplinks at common ticks", PER_SECOND, UplinkId.COUNT);
            loop(lab, "ftr, evenly spread", ALL_PER_SECOND, 1);
            if (installed.contains("fping")) fping(lab);
            else System.out.println("probes: fping: not installed");
            if (installed.contains("ping")) ping(lab);
            else System.out.println("probes: ping for each probe: not installed");
        }
    }

    private static void loop(UplinkLab lab, String name, int bursts, int atOnce) {
        List<UplinkId> all =
                IntStream.range(0, UplinkId.COUNT).mapToObj(UplinkId::new).toList();
        CountingSchedule counting = new CountingSchedule(all, TARGETS, 1_000_000_000L / bursts, atOnce);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (ProbeLoop loop = lab.router.run(() -> new ProbeLoop(counting, new Probing.NoConversations(), () -> {}))) {
            loop.use(all.stream()
                    .map(u -> new Probed(
                            UplinkLab.way(u.value()), Probing.TARGETS.subList(1, TARGETS + 1), Duration.ofSeconds(1)))
                    .toList());
            loop.execute(counting::begin);
            counting.awaitAnswers(WARM_UP);
            long answers = counting.answers();
            long cpu = system.getProcessCpuTime();
            counting.awaitAnswers(answers + (long) SECONDS * ALL_PER_SECOND);
            report(name, (system.getProcessCpuTime() - cpu) / MILLION, counting.answers() - answers);
            long lost = counting.sent() - counting.answers();
            System.out.printf(
                    "probes:   unanswered %d, longest round trip %.1f ms%n", lost, counting.longest() / MILLION);
        }
    }

    /** One for each uplink, since each is bound to one source. */
    private static void fping(UplinkLab lab) throws IOException, InterruptedException {
        int rounds = SECONDS * PER_SECOND / TARGETS;
        List<Process> processes = new ArrayList<>();
        double before = childrensMillis();
        for (int uplink = 0; uplink < UplinkId.COUNT; uplink++) {
            List<String> command = new ArrayList<>(List.of("fping", "-q", "-i", "1", "-c", Integer.toString(rounds)));
            command.addAll(List.of("-p", Integer.toString(1000 * TARGETS / PER_SECOND)));
            command.addAll(List.of("-S", "198.18." + uplink + ".1"));
            for (int i = 1; i <= TARGETS; i++) command.add("203.0.113." + i);
            processes.add(start(lab, command));
        }
        for (Process each : processes) each.waitFor();
        report("fping", childrensMillis() - before, (long) rounds * TARGETS * UplinkId.COUNT);
    }

    private static void ping(UplinkLab lab) throws IOException, InterruptedException {
        double before = childrensMillis();
        long began = System.nanoTime();
        start(lab, List.of("sh", "-c", PING)).waitFor();
        double seconds = (System.nanoTime() - began) / (1000 * MILLION);
        report(
                "ping for each probe (%.0f/s was all that went)".formatted(PINGS / seconds),
                childrensMillis() - before,
                PINGS);
    }

    private static Process start(UplinkLab lab, List<String> command) {
        return lab.router.run(() -> new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static void report(String name, double cpuMillis, long probes) {
        System.out.printf("probes: %s: %.1f ms CPU per 1000 (%d probes)%n", name, cpuMillis * 1000 / probes, probes);
    }

    /** CPU time of all children that have ended, from cutime and cstime of proc_pid_stat(5) in ticks of 10 ms. */
    private static double childrensMillis() throws IOException {
        String stat = Files.readString(java.nio.file.Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return 10.0 * (Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
    }
}
