package dev.ftr.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes samples into a file for each uplink below {@code history} of the state dir. For one thread. */
final class SampleWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SampleWriter.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    /** After so long the clock is believed, and what was written by one that went ahead is put aside. */
    private static final Duration CLOCK_IN_DOUBT = Duration.ofHours(1);

    /** A router without a clock of its own begins in 1970. */
    private static final Instant CLOCK_IS_SET = Instant.parse("2026-01-01T00:00:00Z");

    private final Path folder;
    private final Map<String, SampleFile> open = new HashMap<>();
    private final Map<String, Instant> behindSince = new HashMap<>();
    private final Map<String, Instant> failedAt = new HashMap<>();
    private final Set<String> failing = new HashSet<>();

    SampleWriter(Path stateDir) {
        this.folder = SampleFile.folder(stateDir);
    }

    /** Takes samples of all uplinks; what is wrong with the disk is logged once. */
    void write(Instant at, List<Sample> samples) {
        if (at.isBefore(CLOCK_IS_SET)) return;
        Set<String> gone = new HashSet<>(open.keySet());
        for (Sample sample : samples) {
            gone.remove(sample.uplink());
            write(sample, at);
        }
        gone.forEach(this::closeQuietly);
    }

    private void write(Sample sample, Instant at) {
        String uplink = sample.uplink();
        Instant failed = failedAt.getOrDefault(uplink, Instant.MIN);
        if (at.isAfter(failed) && at.isBefore(failed.plus(PAUSE_AFTER_FAILURE))) return;
        try {
            SampleFile file = file(uplink, at);
            if (at.getEpochSecond() > file.last().getEpochSecond()) {
                file.add(sample, at);
                behindSince.remove(uplink);
            } else if (isAheadForGood(uplink, file.last(), at)) {
                putAside(uplink, "is of %s, in the future".formatted(file.last()));
            }
            failedAt.remove(uplink);
            failing.remove(uplink);
        } catch (IOException | RuntimeException e) {
            closeQuietly(uplink);
            failedAt.put(uplink, at);
            Path path = SampleFile.path(folder, uplink);
            if (failing.isEmpty()) LOG.error("{} cannot be written: {}", path, e.toString());
            failing.add(uplink);
        }
    }

    private SampleFile file(String uplink, Instant at) throws IOException {
        SampleFile known = open.get(uplink);
        if (known != null) return known;
        Files.createDirectories(folder);
        Path path = SampleFile.path(folder, uplink);
        if (Files.exists(path)) {
            try {
                return opened(uplink, SampleFile.open(path));
            } catch (IOException e) {
                putAside(uplink, String.valueOf(e.getMessage()));
            }
        }
        try {
            return opened(uplink, SampleFile.create(path, at));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path); // half of it, on a full disk
            throw e;
        }
    }

    private SampleFile opened(String uplink, SampleFile file) {
        open.put(uplink, file);
        return file;
    }

    /** Replaces what was put aside before: two files are the most. */
    private void putAside(String uplink, String why) throws IOException {
        closeQuietly(uplink);
        behindSince.remove(uplink);
        Path path = SampleFile.path(folder, uplink);
        Path aside = path.resolveSibling(path.getFileName() + ".bad");
        LOG.warn("{} {}; it is put aside as {} and begun anew", path, why, aside.getFileName());
        Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isAheadForGood(String uplink, Instant last, Instant at) {
        if (last.isBefore(at.plus(CLOCK_IN_DOUBT))) return false;
        Instant since = behindSince.computeIfAbsent(uplink, name -> at);
        if (at.isBefore(since)) behindSince.put(uplink, at);
        return Duration.between(since, at).compareTo(CLOCK_IN_DOUBT) >= 0;
    }

    private void closeQuietly(String uplink) {
        SampleFile file = open.remove(uplink);
        if (file == null) return;
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("samples of {} cannot be closed: {}", uplink, e.getMessage());
        }
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::closeQuietly);
    }
}
