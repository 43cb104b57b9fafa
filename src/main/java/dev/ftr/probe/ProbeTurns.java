package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/** What the thread of a {@link ProbeLoop} does, turn by turn; the thread that opens the sockets also reads them. */
final class ProbeTurns implements ProbeSchedule.Sender, AutoCloseable {
    private static final short POLLIN = 1;
    private static final long AT_ONCE = 0;
    private static final int CLOCK_LOOKS = 3;
    private static final long UNDISTURBED = 50_000;

    private final ProbeSchedule schedule;
    private final Conversations conversations;
    private final Queue<Runnable> tasks;
    private final Consumer<Runnable> runner;
    private final Consumer<Runnable> later;
    private final int eventfd;
    private final SystemCalls calls;
    private final ReceivedDatagram datagram;
    private final MemorySegment packet;
    /** Entry 0 is the eventfd, entry i + 1 the i-th uplink. */
    private final MemorySegment pollfds;

    private final IcmpMessage message = new IcmpMessage();
    private final ReceiveTimes times = new ReceiveTimes();
    private final Unsent unsent = new Unsent();
    private final List<UplinkProbes> uplinks = new ArrayList<>();
    private final Map<UplinkId, UplinkProbes> byId = new HashMap<>();

    /**
     * @param tasks to be run between turns
     * @param runner runs one of them, and never throws
     * @param later adds one of them, from any thread
     */
    ProbeTurns(
            ProbeSchedule schedule,
            Conversations conversations,
            Queue<Runnable> tasks,
            Consumer<Runnable> runner,
            Consumer<Runnable> later,
            int eventfd) {
        this.schedule = schedule;
        this.conversations = conversations;
        this.tasks = tasks;
        this.runner = runner;
        this.later = later;
        this.eventfd = eventfd;
        Arena arena = Arena.ofAuto();
        calls = new SystemCalls(arena);
        datagram = new ReceivedDatagram(arena, calls);
        packet = arena.allocate(IcmpMessage.LENGTH, 8);
        pollfds = arena.allocate((UplinkId.COUNT + 1L) * SystemCalls.POLLFD_SIZE, 8);
    }

    /** From now on these can be probed and no others; the sockets of paths that are no more are closed. */
    void use(Collection<Probed> wanted) {
        Map<UplinkId, Probed> byUplink = new HashMap<>();
        for (Probed each : wanted) byUplink.put(each.path().uplink(), each);
        for (UplinkProbes old : uplinks) {
            Probed other = byUplink.get(old.uplink());
            if (other != null && other.path().equals(old.probed().path())) continue;
            old.close();
            byId.remove(old.uplink());
        }
        uplinks.clear();
        for (Probed each : wanted) uplinks.add(probes(each));
    }

    private UplinkProbes probes(Probed probed) {
        UplinkProbes probes =
                byId.computeIfAbsent(probed.path().uplink(), id -> new UplinkProbes(probed, calls, packet));
        probes.retarget(probed);
        return probes;
    }

    /** Waits until something is to be done, and does it. */
    void turn() {
        poll(tasks.isEmpty() ? nanosToDue() : AT_ONCE);
        if (isReady(0)) calls.lower(eventfd);
        boolean ranTasks = runTasks();
        long now = look();
        // What came while tasks ran, or while the process was held up, must be seen before what is missing is judged.
        if (ranTasks || schedule.due() - now <= 0) poll(AT_ONCE);
        for (int i = 0; i < uplinks.size(); i++) {
            if (isReady(i + 1)) uplinks.get(i).receive(datagram, message, times, schedule);
        }
        schedule.advance(now, this);
        unsent.tell(schedule);
        for (int i = 0; i < uplinks.size(); i++) uplinks.get(i).mend();
    }

    private long nanosToDue() {
        long due = schedule.due();
        return due == Long.MAX_VALUE ? SystemCalls.FOR_EVER : Math.max(AT_ONCE, due - System.nanoTime());
    }

    private void poll(long nanos) {
        int count = uplinks.size() + 1;
        watch(0, eventfd);
        for (int i = 1; i < count; i++) watch(i, uplinks.get(i - 1).fd());
        int ready = calls.poll(pollfds, count, nanos);
        if (ready < 0 && ready != -Errno.EINTR) throw new IllegalStateException("poll: " + Errno.words(-ready));
    }

    private void watch(int entry, int fd) {
        long offset = (long) entry * SystemCalls.POLLFD_SIZE;
        pollfds.set(ValueLayout.JAVA_INT, offset, fd);
        pollfds.set(ValueLayout.JAVA_SHORT, offset + 4, POLLIN);
        pollfds.set(ValueLayout.JAVA_SHORT, offset + 6, (short) 0);
    }

    /** Readable, or in an error that reading will tell. */
    private boolean isReady(int entry) {
        return pollfds.get(ValueLayout.JAVA_SHORT, (long) entry * SystemCalls.POLLFD_SIZE + 6) != 0;
    }

    /** Only the tasks that are there now: one that calls for another must not keep the probes waiting. */
    private boolean runTasks() {
        int count = tasks.size();
        for (int i = 0; i < count; i++) {
            Runnable task = tasks.poll();
            if (task != null) runner.accept(task);
        }
        return count > 0;
    }

    /** Looks at both clocks at the same time, and tells the monotonic one; again if the thread was held up in between. */
    private long look() {
        long now = System.nanoTime();
        for (int i = 0; i < CLOCK_LOOKS; i++) {
            long before = now;
            long wall = calls.wallClock();
            now = System.nanoTime();
            times.look(before, wall);
            if (now - before < UNDISTURBED) break;
        }
        return now;
    }

    @Override
    public void send(UplinkId uplink, int target, int number) {
        UplinkProbes probes = byId.get(uplink);
        if (probes == null) return;
        Probed probed = probes.probed();
        if (target == ProbeSchedule.GATEWAY || probed.targets().get(target) instanceof Target.Echo)
            probes.sendEcho(target, number, unsent);
        else converse(probes, target, number);
    }

    private void converse(UplinkProbes probes, int target, int number) {
        Probed probed = probes.probed();
        conversations.start(
                probed.path(), probed.targets().get(target), probed.timeout(), new Conversations.Listener() {
                    @Override
                    public void answered(long sentAt, long receivedAt) {
                        tell(() -> schedule.answered(probes.uplink(), target, number, sentAt, receivedAt));
                    }

                    @Override
                    public void failed(String why, long at) {
                        tell(() -> schedule.refused(probes.uplink(), target, number, why, at));
                    }

                    // Unless it belongs to a path or to targets that are no more.
                    private void tell(Runnable result) {
                        later.accept(() -> {
                            if (probes.probed().targets().equals(probed.targets())
                                    && byId.get(probes.uplink()) == probes) result.run();
                        });
                    }
                });
    }

    /** Starts afresh after something that must not happen. */
    void breakDown(String why) {
        unsent.clear();
        close();
        for (UplinkProbes each : uplinks) runner.accept(() -> schedule.broken(each.uplink(), why, System.nanoTime()));
    }

    @Override
    public void close() {
        uplinks.forEach(UplinkProbes::close);
    }
}
