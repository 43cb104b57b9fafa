package dev.ftr.daemon;

import dev.ftr.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last config that was taken into force: {@code last-good.conf}, byte by byte as it was read, and {@code last-good.json},
 * which tells where it came from and when. Both are for their owner only, since a config can hold a password.
 *
 * <p>The JSON is written first and tells of the content to come and of the one before it, by their SHA-256. So whatever moment
 * a crash chooses, the content is one of the two that the JSON knows.
 */
public final class LastGoodConfig {
    /** What was kept. */
    public static final class Kept {
        private final Origin origin;
        private final byte[] content;

        private Kept(Origin origin, byte[] content) {
            this.origin = origin;
            this.content = content;
        }

        /** When it was taken into force. */
        public Instant at() {
            return origin.at();
        }

        /** SHA-256 of the content, 64 hexadecimal digits. */
        public String sha256() {
            return origin.sha256();
        }

        /** The bytes of the config file. */
        public byte[] content() {
            return content.clone();
        }
    }

    private record Origin(Path path, String sha256, Instant at) {}

    private static final Logger LOG = LoggerFactory.getLogger(LastGoodConfig.class);
    private static final int FORMAT_VERSION = 1;

    /** Bytes; four times of what a config can have. */
    private static final int LARGEST = 1 << 20;

    private final Path contentFile;
    private final Path originFile;
    private final InstantSource clock;
    private boolean failing;

    public LastGoodConfig(Path stateDir, InstantSource clock) {
        this.contentFile = stateDir.resolve("last-good.conf");
        this.originFile = stateDir.resolve("last-good.json");
        this.clock = clock;
    }

    /**
     * Keeps a config that has been taken into force. An unwritable disk is reported once and stops nothing else.
     *
     * @param origin the config path that the daemon was started with
     * @param content as it was read
     */
    public void keep(Path origin, byte[] content) {
        Origin next = new Origin(absolute(origin), ContentPrint.sha256(content), clock.instant());
        try {
            Files.createDirectories(contentFile.toAbsolutePath().getParent());
            Optional<Kept> before = present();
            if (before.filter(kept -> isFrom(kept, next)).isEmpty()) write(next, content, before);
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written: {}", contentFile, FileFailure.cause(e));
            failing = true;
        }
    }

    /** What was kept of this config path; empty: nothing, of another path, or it cannot be read, which the log tells. */
    public Optional<Kept> read(Path origin) {
        try {
            if (Files.notExists(contentFile)) return Optional.empty();
            Kept kept = kept();
            return kept.origin.path().equals(absolute(origin)) ? Optional.of(kept) : Optional.empty();
        } catch (IOException e) {
            LOG.warn("the last good config, {}, cannot be used: {}", contentFile, FileFailure.cause(e));
            return Optional.empty();
        }
    }

    private static boolean isFrom(Kept kept, Origin origin) {
        return kept.origin.path().equals(origin.path()) && kept.sha256().equals(origin.sha256());
    }

    private void write(Origin next, byte[] content, Optional<Kept> before) throws IOException {
        ObjectNode node = json(next).put("format_version", FORMAT_VERSION);
        before.ifPresent(kept -> node.set("previous", json(kept.origin)));
        String text = Json.pretty(node) + "\n";
        RegularFile.replace(originFile, text.getBytes(StandardCharsets.UTF_8));
        RegularFile.replace(contentFile, content);
    }

    private Optional<Kept> present() {
        try {
            return Optional.of(kept());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Kept kept() throws IOException {
        byte[] content = RegularFile.read(contentFile, LARGEST);
        String sha256 = ContentPrint.sha256(content);
        JsonNode node = origins();
        return Stream.of(node, node.path("previous"))
                .flatMap(n -> origin(n).stream())
                .filter(origin -> origin.sha256().equals(sha256))
                .findFirst()
                .map(origin -> new Kept(origin, content))
                .orElseThrow(() -> new IOException("%s does not know its content".formatted(originFile)));
    }

    private JsonNode origins() throws IOException {
        try {
            return Json.read(RegularFile.read(originFile, LARGEST));
        } catch (JacksonException e) {
            throw new IOException("%s is damaged".formatted(originFile), e);
        }
    }

    private static Optional<Origin> origin(JsonNode node) {
        try {
            return Optional.of(new Origin(
                    Path.of(node.path("origin").asString("")),
                    node.path("sha256").asString(""),
                    Instant.parse(node.path("kept_at").asString(""))));
        } catch (DateTimeException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode json(Origin origin) {
        return Json.object()
                .put("origin", origin.path().toString())
                .put("sha256", origin.sha256())
                .put("kept_at", origin.at().toString());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
