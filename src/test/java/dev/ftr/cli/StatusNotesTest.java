package dev.ftr.cli;

import static dev.ftr.cli.Views.NOW;
import static dev.ftr.cli.Views.page;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.cli.StatusView.Config;
import dev.ftr.cli.StatusView.Pending;
import dev.ftr.notify.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusNotesTest {
    @Test
    void explainsEveryUplinkThatIsNotUpAndNamesWhatElseIsWrong() {
        StatusView view = new StatusView(
                NOW,
                List.of(Views.FIBRE, Views.DSL, Views.LTE),
                false,
                List.of("iptables cannot be run"),
                List.of("docker is in the way"),
                new Config("/etc/ftr.yaml", "0123456789abcdef", "89abcdef01234567", "/etc/ftr.yaml:3:1: wrong"),
                List.of(
                        new Pending("mail", 1, Optional.of(NOW.minus(Duration.ofMinutes(3))), "451 try later"),
                        new Pending("chat", 0, Optional.empty(), "401 Unauthorized")),
                List.of());
        assertEquals("""
                dsl is degraded: 37 % of the packets are lost, the limit is 30 %
                lte is down: 0 of 6 targets answered, 4 required (place of the fault: provider);
                  answers again, but is held until 10:05:00 because it failed so often
                problem: iptables cannot be run
                warning: docker is in the way
                """, text(new StatusNotes(view, page(80)).wrong()));
        assertEquals("""
                NOT converged: the kernel is not as the config wants it
                config /etc/ftr.yaml, sha256 0123456789ab, commit 89abcdef0123
                config as it is written now is not in force: /etc/ftr.yaml:3:1: wrong
                mail: 1 message waits, the oldest for 3 min; last error: 451 try later
                chat: nothing waits; last error: 401 Unauthorized
                """, text(new StatusNotes(view, page(80)).state()));
    }

    @Test
    void anEventOfAnotherDayHasTheDateAndAllOthersThenToo() {
        StatusView view = Views.told(
                new Event.Lifecycle(NOW.minus(Duration.ofDays(1)), true, "begun"),
                new Event.Lifecycle(NOW.minusSeconds(1), false, "ended"));
        assertEquals("""
                03-01 10:00:00 begun
                03-02 09:59:59 ended
                """, text(new StatusNotes(view, page(80)).events(5, true)));
        assertEquals("09:59:59 ended\n", text(new StatusNotes(view, page(80)).events(1, true)));
    }

    @Test
    void aLongEventTakesMoreLinesOrIsCut() {
        StatusView view = Views.told(new Event.Lifecycle(NOW, true, "a long story\nthat does not end so soon"));
        assertEquals("""
                10:00:00 a long story that does not end
                         so soon
                """, text(new StatusNotes(view, page(40)).events(5, true)));
        assertEquals(
                "10:00:00 a long story that does not end…\n", text(new StatusNotes(view, page(40)).events(5, false)));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
