package dev.ftr.cli;

import dev.ftr.daemon.EventTail;
import dev.ftr.daemon.StatusFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The status of the running daemon on a screen, drawn anew at every interval until {@code q} is pressed. */
final class StatusWatch {
    private static final Duration SHORTEST_SPAN = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final StatusFile file;
    private final Path runDir;
    private final Path stateDir;
    private final Duration interval;
    private final LineHistory history;
    private Optional<StatusView> last = Optional.empty();
    private boolean running;
    private volatile boolean stopped;

    StatusWatch(Path runDir, Path stateDir, Duration interval) {
        this.file = new StatusFile(runDir);
        this.runDir = runDir;
        this.stateDir = stateDir;
        this.interval = interval;
        this.history = new LineHistory(interval.compareTo(SHORTEST_SPAN) > 0 ? interval : SHORTEST_SPAN);
    }

    void stop() {
        stopped = true;
    }

    /**
     * Shows it until it is stopped.
     *
     * @return whether the daemon was there at any time
     */
    boolean show(Screen screen, Page page) {
        long next = System.nanoTime();
        while (!stopped) {
            if (System.nanoTime() - next >= 0) {
                look(Instant.now());
                next = System.nanoTime() + interval.toNanos();
            }
            Page now = page.withWidth(screen.columns());
            screen.draw(picture(now, screen.rows(), Instant.now()));
            Duration left = Duration.ofNanos(Math.max(0, next - System.nanoTime()));
            if (screen.key(left.compareTo(GLANCE) < 0 ? left : GLANCE)
                    .filter(k -> k == 'q')
                    .isPresent()) break;
        }
        return last.isPresent();
    }

    /** What is not there any more is shown as it was, and said to be old. */
    private void look(Instant now) {
        Optional<JsonNode> status = file.readFresh(now);
        running = status.isPresent();
        if (running) {
            StatusView view = StatusView.of(status.get(), EventTail.of(stateDir), now);
            history.add(view);
            last = Optional.of(view);
        } else {
            history.pass(now);
        }
    }

    private List<String> picture(Page page, int rows, Instant now) {
        List<String> head = new ArrayList<>();
        String time = page.clock(now, now);
        String title = page.say("watch.title", page.age(interval));
        head.add(page.colours().faint(Page.padded(title, page.width() - time.length()) + time));
        if (!running) {
            String gone = last.isPresent() ? "watch.ended" : "watch.none";
            head.addAll(page.wrapped(page.say(gone, runDir.toString()), 0).stream()
                    .map(page.colours()::yellow)
                    .toList());
        }
        head.add("");
        String foot = page.colours().faint(page.say("watch.keys"));
        if (last.isEmpty()) return new LivePicture(head, List.of(), List.of(), foot).lines(rows);
        StatusView view = last.get();
        head.addAll(StatusTable.lines(view, page));
        head.add("");
        head.addAll(new Sparklines(history, page).lines(view));
        StatusNotes notes = new StatusNotes(view, page);
        List<String> middle = new ArrayList<>(notes.wrong());
        middle.addAll(notes.state());
        return new LivePicture(head, middle, notes.events(rows, false), foot).lines(rows);
    }
}
