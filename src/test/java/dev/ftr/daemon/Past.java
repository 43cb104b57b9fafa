package dev.ftr.daemon;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.HealthEngine;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.VirtualProbing;
import dev.ftr.health.Watched;
import dev.ftr.replay.RecordingInvalid;
import dev.ftr.replay.RecordingReader;
import dev.ftr.replay.Replay;
import dev.ftr.replay.Replay.Comparison;
import dev.ftr.replay.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Made-up networks, recorded as a daemon would, and replayed. */
final class Past {
    static final long BEGIN = 5_000_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** As the generated example has it. */
    static final String STEADY = "{ips: [8.8.8.8, 8.8.4.4, 1.1.1.1, 1.0.0.1, 9.9.9.9, 208.67.222.222], "
            + "required_successful: 4, ping_retries: 3, interval: 1, damping: off}";

    static final String JUMPY = "{ips: [8.8.8.8], required_successful: 1, ping_retries: 1, interval: 1, damping: off}";

    private Past() {}

    static RouterConfig config(String tests) {
        String text = """
                uplinks:
                  - {interface: eth1, type: static, ip: 192.0.2.2, gateway: 192.0.2.1, priority_group: 1}
                  - {interface: eth2, type: static, ip: 198.51.100.2, gateway: 198.51.100.1, priority_group: 1}
                downlinks: {lan: eth0}
                tests: %s
                """.formatted(tests);
        if (new ConfigLoader().load("config", text.getBytes(StandardCharsets.UTF_8)) instanceof Loaded loaded)
            return loaded.config();
        throw new IllegalArgumentException(new ConfigLoader()
                .load("config", text.getBytes(StandardCharsets.UTF_8))
                .toString());
    }

    static Map<String, Settings> settings(RouterConfig config) {
        Map<String, Settings> settings = new HashMap<>();
        for (Uplink uplink : config.uplinks()) settings.put(uplink.name(), new Settings(uplink.tests(), true));
        return settings;
    }

    /** Lets an engine run over a network, and records it. */
    static void record(Path folder, RouterConfig config, VirtualProbing.Network network, long seconds, long maxBytes) {
        ProbeRecorder recorder = new ProbeRecorder(folder, config, START, BEGIN, maxBytes);
        HealthEngine engine = new HealthEngine(new Random(1)::nextInt, recorder);
        List<Watched> watched = config.uplinks().stream()
                .map(u -> new Watched(u.id(), u.tests(), true, Optional.empty()))
                .toList();
        recorder.follow(watched, BEGIN);
        engine.follow(watched, Set.of(), BEGIN);
        VirtualProbing probing = new VirtualProbing(engine, network, BEGIN);
        for (long second = 1; second <= seconds; second++) {
            probing.runUntil(BEGIN + second * SECOND);
            recorder.flush();
        }
    }

    static List<Comparison> replayed(Path folder, RouterConfig other) throws IOException, RecordingInvalid {
        return Replay.compare(RecordingReader.read(List.of(folder.resolve(ProbeFile.NAME))), settings(other));
    }

    /** Loses packets at random on the first uplink; it is cut at these seconds, for so long. */
    static VirtualProbing.Network network(double loss, double length, long... cuts) {
        Random random = new Random(7);
        return (uplink, target, sentAt) -> {
            long roundTrip = 20_000_000L + random.nextInt(5_000_000);
            boolean lost = random.nextDouble() < loss;
            if (uplink.value() > 0) return roundTrip;
            double at = (sentAt - BEGIN) / 1e9;
            for (long cut : cuts) lost |= at >= cut && at < cut + length;
            return lost ? ProbeObserver.LOST : roundTrip;
        };
    }
}
