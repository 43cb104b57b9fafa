package dev.ftr.replay;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkState;
import dev.ftr.replay.Track.LinkDown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** From a start of the daemon to its end, while it is read. */
final class Session {
    private static final long DISORDER = 60_000_000_000L;

    private final Instant start;
    private final long base;
    private final SortedMap<Integer, Member> members = new TreeMap<>();
    private boolean complete;
    private long last;

    /** @param base the virtual time of its start */
    Session(Instant start, long base) {
        this.start = start;
        this.base = base;
        this.last = base;
    }

    /** One uplink in this session. */
    private static final class Member {
        private final Track track;
        private final boolean candidate;
        private final Map<String, String> fields;
        private final List<String> targets = new ArrayList<>();
        private final int first;
        private Optional<ProbePolicy> policy = Optional.empty();
        private List<Integer> numbers = List.of();
        private String down = "";
        private long downSince;
        private long last;
        private long lastLink;

        Member(Track track, boolean candidate, Map<String, String> fields, long start) {
            this.track = track;
            this.candidate = candidate;
            this.fields = fields;
            this.first = track.size();
            this.last = start;
        }

        void define() {
            if (policy.isPresent()) return;
            List<Target> parsed = targets.stream().map(TargetText::parse).toList();
            policy = Optional.of(PolicyText.parse(fields, parsed));
            numbers = targets.stream().map(track::number).toList();
        }
    }

    Instant start() {
        return start;
    }

    /** Virtual time of the last line. */
    long last() {
        return last;
    }

    long at(long micros) {
        return base + 1000 * micros;
    }

    /** The file goes on with another one, which tells of the uplinks again. */
    void goOn() {
        complete = !members.isEmpty();
    }

    void uplink(int id, String name, boolean candidate, Map<String, String> fields, Function<String, Track> tracks) {
        if (complete) return;
        for (Member other : members.values())
            if (other.track.name().equals(name))
                throw new IllegalArgumentException("there are two uplinks '%s'".formatted(name));
        if (members.put(id, new Member(tracks.apply(name), candidate, fields, base)) != null)
            throw new IllegalArgumentException("there are two uplinks with number %d".formatted(id));
    }

    void target(int id, int index, String text) {
        if (complete) return;
        List<String> targets = defined(id).targets;
        if (index != targets.size())
            throw new IllegalArgumentException("target %d was expected".formatted(targets.size()));
        targets.add(text);
    }

    /** All uplinks of it have been told. */
    void define() {
        if (complete) return;
        members.values().forEach(Member::define);
        complete = true;
    }

    void probe(long micros, int id, int target, int roundTrip) {
        Member member = member(id);
        if (target < 0 || target >= member.numbers.size())
            throw new IllegalArgumentException("uplink %d has no target %d".formatted(id, target));
        member.track.add(moment(member, micros), member.numbers.get(target), roundTrip, member.first);
    }

    void state(long micros, int id, UplinkState state) {
        Member member = member(id);
        member.track.states().add(moment(member, micros), state);
    }

    void link(long micros, int id, String down) {
        Member member = member(id);
        if (member.down.equals(down)) return;
        // Written apart from the probes, which may come later although they are older.
        long at = Math.max(at(micros), member.lastLink);
        member.lastLink = at;
        last = Math.max(last, at);
        endLinkDown(member, at);
        member.down = down;
        member.downSince = at;
    }

    void tick(long micros) {
        last = Math.max(last, at(micros));
    }

    private long moment(Member member, long micros) {
        long at = at(micros);
        if (at < member.last - DISORDER) throw new IllegalArgumentException("the time goes back by more than a minute");
        member.last = Math.max(member.last, at);
        last = Math.max(last, at);
        return at;
    }

    private Member member(int id) {
        define();
        return defined(id);
    }

    private Member defined(int id) {
        Member member = members.get(id);
        if (member == null) throw new IllegalArgumentException("there is no uplink %d".formatted(id));
        return member;
    }

    private static void endLinkDown(Member member, long at) {
        if (!member.down.isEmpty() && at > member.downSince)
            member.track.linkDowns().add(new LinkDown(member.downSince, at, member.down));
    }

    /** Finds the times without gaps. */
    void end() {
        define();
        for (Member member : members.values()) {
            endLinkDown(member, last);
            member.track.states().add(last, UplinkState.UNKNOWN);
            cover(member);
        }
    }

    private void cover(Member member) {
        Track track = member.track;
        ProbePolicy policy = member.policy.orElseThrow();
        long gap = Span.gap(policy);
        List<LinkDown> downs =
                track.linkDowns().stream().filter(d -> d.start() >= base).toList();
        long begin = Long.MIN_VALUE;
        long end = Long.MIN_VALUE;
        int link = 0;
        int i = member.first;
        while (i < track.size() || link < downs.size()) {
            boolean isLink =
                    link < downs.size() && (i == track.size() || downs.get(link).start() <= track.time(i));
            long from = isLink ? downs.get(link).start() : track.time(i);
            long to = isLink ? downs.get(link).end() : from;
            if (isLink) link++;
            else i++;
            if (begin == Long.MIN_VALUE || from - end > gap) {
                if (end > begin) track.spans().add(new Span(begin, end, policy, member.candidate));
                begin = from;
                end = to;
            } else {
                end = Math.max(end, to);
            }
        }
        if (end > begin) track.spans().add(new Span(begin, end, policy, member.candidate));
    }
}
