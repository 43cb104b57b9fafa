package dev.ftr.replay;

import dev.ftr.health.ProbeObserver;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads recordings, of which {@link RecordingFormat} tells. */
public final class RecordingReader {
    /** Where virtual time begins: far from the ends of the clock. */
    private static final long ORIGIN = 1_000_000_000_000_000L;

    private static final Pattern CONTROL = Pattern.compile("[^ -~]");
    private static final long LONGEST = Duration.ofDays(3660).toNanos();
    private static final long MOST_MICROS = LONGEST / 1000;
    private static final long PAUSE = 1_000_000_000;

    private final SortedMap<String, Track> tracks = new TreeMap<>();
    private Optional<Session> session = Optional.empty();
    private Optional<Instant> first = Optional.empty();
    private Instant origin = Instant.EPOCH;
    private Instant last = Instant.EPOCH;
    private long end = ORIGIN;
    private long lines;
    private long dropped;

    private RecordingReader() {}

    /**
     * Reads files, with the older part {@code FILE.1} of each if there is one, in the order of their beginnings.
     *
     * @throws RecordingInvalid when a file is no recording, or none that this version reads
     * @throws IOException when a file cannot be read
     */
    public static Recording read(List<Path> files) throws RecordingInvalid, IOException {
        RecordingReader reader = new RecordingReader();
        List<Path> all = withOlderParts(files);
        Map<Path, Header> headers = new HashMap<>();
        for (Path file : all) headers.put(file, firstHeader(file));
        all.sort(Comparator.comparing(headers::get));
        for (Path file : all) reader.read(file);
        return reader.recording(files.getFirst());
    }

    private static List<Path> withOlderParts(List<Path> files) {
        Set<Path> all = new LinkedHashSet<>();
        for (Path file : files) {
            Path older = Path.of(file + ".1");
            if (Files.isRegularFile(older)) all.add(older.normalize());
            all.add(file.normalize());
        }
        return new ArrayList<>(all);
    }

    /** The first line of a file, and of what follows a start of the daemon. */
    private record Header(Instant start, long from) implements Comparable<Header> {
        static Header parse(String line) {
            String[] fields = line.split(",", -1);
            if (fields.length < 2 || !fields[0].equals(RecordingFormat.MAGIC))
                throw new IllegalArgumentException(
                        "is no recording of probes; name a probes.csv of 'tests.record: true'");
            if (!fields[1].equals(Integer.toString(RecordingFormat.VERSION)))
                throw new IllegalArgumentException("has format version '%s'; this version of ftr reads version %d"
                        .formatted(fields[1], RecordingFormat.VERSION));
            if (fields.length != 4) throw new IllegalArgumentException("a start and a time were expected");
            return new Header(Instant.parse(fields[2]), PolicyText.number(fields[3], 0, MOST_MICROS));
        }

        @Override
        public int compareTo(Header other) {
            int byStart = start.compareTo(other.start);
            return byStart != 0 ? byStart : Long.compare(from, other.from);
        }
    }

    private static Header firstHeader(Path file) throws RecordingInvalid, IOException {
        try (InputStream input = Files.newInputStream(file)) {
            Optional<String> line = new LineReader(input).next();
            return Header.parse(line.orElse(""));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new RecordingInvalid("%s:1: %s".formatted(file, words(e)));
        }
    }

    private void read(Path file) throws RecordingInvalid, IOException {
        try (InputStream input = Files.newInputStream(file)) {
            LineReader reader = new LineReader(input);
            try {
                for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) take(line.get());
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new RecordingInvalid("%s:%d: %s; delete the line, or what is from here on"
                        .formatted(file, reader.number(), words(e)));
            }
        }
    }

    private void take(String line) {
        if (line.isEmpty() || line.charAt(line.length() - 1) == RecordingFormat.TORN) return;
        if (Character.isDigit(line.charAt(0))) {
            probe(line);
            return;
        }
        String[] fields = line.split(",", -1);
        switch (fields[0]) {
            case RecordingFormat.MAGIC -> header(Header.parse(line));
            case "uplink" -> uplink(wanted(fields, 5));
            case "target" -> current().target(id(wanted(fields, 4)[1]), index(fields[2]), Fields.decode(fields[3]));
            case "link" -> {
                wanted(fields, 5);
                String why = Fields.decode(fields[4]);
                boolean up = fields[3].equals(RecordingFormat.UP);
                current().link(micros(fields[1]), id(fields[2]), up ? "" : why.isEmpty() ? "down" : why);
            }
            case "state" -> {
                wanted(fields, 5);
                current().state(micros(fields[1]), id(fields[2]), UplinkState.valueOf(fields[3]));
            }
            case "dropped" -> dropped += PolicyText.number(wanted(fields, 3)[2], 0, Integer.MAX_VALUE);
            case "end" -> current().tick(micros(wanted(fields, 2)[1]));
            default -> throw new IllegalArgumentException("'%s' is no line of a recording".formatted(shown(line)));
        }
    }

    private void header(Header header) {
        if (session.isPresent() && session.get().start().equals(header.start())) {
            session.get().goOn();
            return;
        }
        endSession();
        if (first.isEmpty()) {
            first = Optional.of(header.start().plusNanos(1000 * header.from()));
            origin = header.start();
        }
        session = Optional.of(new Session(header.start(), base(header.start())));
    }

    /** As the wall clock has it, but never before what was told already. */
    private long base(Instant start) {
        Duration since = Duration.between(origin, start);
        boolean sensible = since.abs().compareTo(Duration.ofNanos(LONGEST)) < 0;
        long base = Math.max(sensible ? ORIGIN + since.toNanos() : ORIGIN, end == ORIGIN ? ORIGIN : end + PAUSE);
        if (base > Long.MAX_VALUE / 4) throw new IllegalArgumentException("all recordings together are too long");
        return base;
    }

    private void endSession() {
        session.ifPresent(s -> {
            s.end();
            end = s.last();
            last = s.start().plusNanos(s.last() - s.at(0));
        });
        session = Optional.empty();
    }

    private void uplink(String[] fields) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 4; i < fields.length; i++) {
            String[] setting = fields[i].split("=", 2);
            if (setting.length == 2) settings.put(setting[0], setting[1]);
        }
        boolean candidate = fields[3].equals(RecordingFormat.CANDIDATE);
        current().uplink(id(fields[1]), Fields.decode(fields[2]), candidate, settings, this::track);
    }

    private Track track(String name) {
        if (tracks.size() == UplinkId.COUNT && !tracks.containsKey(name))
            throw new IllegalArgumentException("there are more than %d uplinks".formatted(UplinkId.COUNT));
        return tracks.computeIfAbsent(name, Track::new);
    }

    /** The lines of which there are many, without an array for each. */
    private void probe(String line) {
        int one = line.indexOf(',');
        int two = line.indexOf(',', one + 1);
        int three = line.indexOf(',', two + 1);
        if (one < 0 || two < 0 || three < 0)
            throw new IllegalArgumentException("'%s' is no line of a recording".formatted(shown(line)));
        long micros = Long.parseLong(line, 0, one, 10);
        if (micros > MOST_MICROS) throw new IllegalArgumentException("the time %d is too long".formatted(micros));
        int id = Integer.parseInt(line, one + 1, two, 10);
        int target = Integer.parseInt(line, two + 1, three, 10);
        current().probe(micros, id, target, roundTrip(line, three + 1));
        lines++;
    }

    private static int roundTrip(String line, int from) {
        char begin = from < line.length() ? line.charAt(from) : ',';
        if (begin >= '0' && begin <= '9') return Integer.parseInt(line, from, line.length(), 10);
        String word = line.substring(from);
        return switch (word) {
            case RecordingFormat.LOST -> (int) ProbeObserver.LOST;
            case RecordingFormat.REFUSED -> (int) ProbeObserver.REFUSED;
            default -> throw new IllegalArgumentException("'%s' is no round-trip time".formatted(shown(word)));
        };
    }

    private Recording recording(Path file) throws RecordingInvalid {
        try {
            endSession();
        } catch (IllegalArgumentException e) {
            throw new RecordingInvalid("%s: %s".formatted(file, words(e)));
        }
        tracks.values().forEach(Track::finish);
        return new Recording(List.copyOf(tracks.values()), first.orElse(last), last, lines, dropped);
    }

    private Session current() {
        return session.orElseThrow(() -> new IllegalArgumentException("there is no header above"));
    }

    private static String[] wanted(String[] fields, int count) {
        if (fields.length < count)
            throw new IllegalArgumentException("%d fields were expected, there are %d".formatted(count, fields.length));
        return fields;
    }

    private static int id(String text) {
        return (int) PolicyText.number(text, 0, UplinkId.COUNT - 1);
    }

    private static int index(String text) {
        return (int) PolicyText.number(text, 0, RecordingFormat.MOST_TARGETS - 1);
    }

    private static long micros(String text) {
        return PolicyText.number(text, 0, MOST_MICROS);
    }

    private static String words(RuntimeException e) {
        return CONTROL.matcher(String.valueOf(e.getMessage())).replaceAll(".");
    }

    /** What a file holds may be anything; a terminal takes it for orders. */
    private static String shown(String text) {
        return Fields.encode(text.substring(0, Math.min(40, text.length())));
    }
}
