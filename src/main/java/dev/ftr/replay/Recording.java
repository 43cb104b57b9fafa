package dev.ftr.replay;

import java.time.Instant;
import java.util.List;

/**
 * What is recorded of all uplinks.
 *
 * @param tracks by name
 * @param first wall-clock time of the first line
 * @param last wall-clock time of the last line
 * @param lines how many results there are
 * @param dropped how many results are missing, as the disk was too slow
 */
public record Recording(List<Track> tracks, Instant first, Instant last, long lines, long dropped) {
    public Recording {
        tracks = List.copyOf(tracks);
    }

    /** The uplinks that it tells of. */
    public List<String> names() {
        return tracks.stream().map(Track::name).toList();
    }
}
