package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.text.Texts;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What mails say. */
class MailTextTest {
    @Test
    void saysAllOfAFailureInTheNight() {
        MailText mail = write(Nights.fibreFails());
        assertEquals("[router1] fibre DOWN, 1 of 3 uplinks carries traffic", mail.subject());
        assertEquals("""
                fibre DOWN, 1 of 3 uplinks carries traffic

                What happened
                =============
                Sun 29 Nov 2026, 03:12:45 CET  fibre (Example Provider 1) is DOWN.
                  Why: 0 of 3 targets answered, 2 required
                  Place of the fault: the provider: its router answers, nothing beyond it does
                  Last outage before: 2 h 5 min
                  Outages in 7 days: 3, together 4 h 10 min
                Sun 29 Nov 2026, 03:12:45 CET  New connections go over dsl (before: fibre,
                    dsl).
                  Why: uplink fibre is down
                Sun 29 Nov 2026, 03:12:45 CET  2 changes were made in the kernel.
                  Noticed by: health

                Uplinks, before and after
                =========================
                fibre (Example Provider 1)
                  State: UP --> DOWN
                  New connections: routing --> not used
                  IP: 192.0.2.10
                  Gateway: 192.0.2.1
                  Since: Sun 29 Nov 2026, 03:12:45 CET
                  Why: 0 of 3 targets answered, 2 required
                dsl (Example Provider 2)
                  State: UP
                  New connections: routing
                  IP: 198.51.100.20
                  Gateway: 198.51.100.1
                  Since: Sat 28 Nov 2026, 03:12:45 CET
                lte
                  State: UP
                  New connections: standby
                  IP: 203.0.113.7
                  Gateway: 203.0.113.1
                  Since: Sun 29 Nov 2026, 02:12:45 CET

                What was changed in the kernel
                ==============================
                replace route table 65 default nexthop via 192.0.2.1 dev eth1 weight 1 nexthop
                    via 198.51.100.1 dev eth2 weight 2 --> via 198.51.100.1 dev eth2
                delete conntrack entries with mark 0x1/0xff

                --\s
                router1, ftr 1.0
                """, mail.text());
    }

    @Test
    void anUplinkOfWhichNothingWasKnownAtTheStartIsNotShownAsChanged() {
        LineState unknown =
                new LineState("fibre", "", "192.0.2.10", "192.0.2.1", UplinkState.UNKNOWN, true, true, Nights.AT, "");
        Dispatch down = new Dispatch("mail-17", List.of(Mails.down()), List.of(unknown), List.of());
        assertTrue(write(down).text().contains("State: UP --> DOWN"));
    }

    @Test
    void subjectNamesWhatMattersMost() {
        assertSubject(
                "fibre still DOWN for 6 h",
                Topic.REMINDER,
                new Event.StillDown(Nights.AT, "fibre", "", Nights.AT.minus(Duration.ofHours(6)), "no answer"));
        assertSubject(
                "error: ip: command not found",
                Topic.ERROR,
                new Event.Trouble(Nights.AT, List.of("ip: command not found")));
        assertSubject("all problems are solved", Topic.ERROR, new Event.Trouble(Nights.AT, List.of()));
        assertSubject(
                "3 changes by others put right",
                Topic.DRIFT,
                new Event.Reconciled(Nights.AT, "resync", List.of("a", "b", "c")));
        assertSubject(
                "config of commit 0123456789ab in force",
                Topic.CONFIG,
                new Event.ConfigTaken(Nights.AT, "/etc/ftr.conf", "f".repeat(64), "0123456789abcdef"));
        assertSubject(
                "config not taken: /etc/ftr.conf:3:1: /uplinks: is empty",
                Topic.CONFIG,
                new Event.ConfigRefused(Nights.AT, "/etc/ftr.conf", List.of("/etc/ftr.conf:3:1: /uplinks: is empty")));
        assertSubject(
                "12 messages by webhook-chat given up",
                Topic.ERROR,
                new Event.MessagesGivenUp(Nights.AT, "webhook-chat", 12, Nights.AT, "no connection"));
        assertSubject(
                "lte has no ip",
                Topic.UPLINK,
                new Event.AddressChanged(Nights.AT, "lte", "", "203.0.113.7", "", "203.0.113.1", ""));
        assertSubject(
                "new connections over dsl, lte",
                Topic.ROUTING,
                new Event.RoutingChanged(Nights.AT, List.of("dsl"), List.of("dsl", "lte"), "uplink lte is up"));
    }

    @Test
    void noUplinkCarriesTrafficWhenAllAreDown() {
        LineState left = Mails.fibre(true);
        LineState down = new LineState(
                left.name(),
                left.description(),
                left.ip(),
                left.gateway(),
                UplinkState.DOWN,
                true,
                true,
                Nights.AT,
                "no answer");
        Notice notice = new Notice(1, Topic.UPLINK, false, Nights.fibreDown(), List.of(down), Optional.empty());
        MailText mail = write(new Dispatch("mail-1", List.of(notice), List.of(left), List.of()));
        assertEquals("[router1] fibre DOWN, no uplink carries traffic", mail.subject());
    }

    @Test
    void whatIsOverIsNoReminderInTheSubject() {
        Event.UplinkChanged up = new Event.UplinkChanged(
                Nights.AT, "fibre", "", UplinkState.DOWN, UplinkState.UP, "3 of 3 targets answered", Optional.empty());
        assertSubject(
                "fibre UP, 2 of 3 uplinks carry traffic, dsl still DOWN for 2 h",
                Topic.UPLINK,
                stillDown("fibre", 1),
                stillDown("dsl", 1),
                up,
                stillDown("dsl", 2));
    }

    private static Event stillDown(String uplink, int hours) {
        return new Event.StillDown(Nights.AT, uplink, "", Nights.AT.minus(Duration.ofHours(hours)), "no answer");
    }

    @Test
    void theFirstVerdictsAreNoNews() {
        Dispatch night = Nights.fibreFails();
        List<LineState> unknown =
                night.before().stream().map(MailTextTest::unknown).toList();
        MailText mail = write(new Dispatch(night.id(), night.notices(), unknown, List.of()));
        assertTrue(mail.text().contains("State: UP --> DOWN"), mail.text());
        assertFalse(mail.text().contains("UNKNOWN"), mail.text());
    }

    private static LineState unknown(LineState line) {
        return new LineState(
                line.name(),
                line.description(),
                line.ip(),
                line.gateway(),
                UplinkState.UNKNOWN,
                line.routing(),
                line.standby(),
                line.since(),
                "");
    }

    @Test
    void aNightOfFlappingIsOneShortSubject() {
        Event up = new Event.UplinkChanged(
                Nights.AT, "fibre", "", UplinkState.DOWN, UplinkState.UP, "answers", Optional.empty());
        assertSubject(
                "fibre UP after 4 changes, 2 of 3 uplinks carry traffic",
                Topic.UPLINK,
                Nights.fibreDown(),
                up,
                Nights.fibreDown(),
                up);
    }

    @Test
    void subjectOfManyUplinksStaysShort() {
        Event[] events = IntStream.range(0, 60)
                .mapToObj(i -> new Event.UplinkChanged(
                        Nights.AT, "uplink-of-branch-" + i, "", UplinkState.UP, UplinkState.DOWN, "", Optional.empty()))
                .toArray(Event[]::new);
        String subject = write(Nights.of(Topic.UPLINK, events)).subject();
        assertTrue(
                subject.startsWith("[router1] uplink-of-branch-0 DOWN, uplink-of-branch-1 DOWN, 2 of 3 uplinks"),
                subject);
        assertTrue(subject.endsWith("more)") && subject.length() < 150, subject);
    }

    @Test
    void detailsAreToldButNotInTheSubject() {
        MailText mail = write(Nights.fibreFails());
        assertFalse(mail.subject().contains("connections"), mail.subject());
        assertTrue(mail.text().contains("New connections go over dsl"), mail.text());
    }

    @Test
    void everyEventIsTold() {
        Event[] events = IntStream.range(0, 500)
                .mapToObj(i -> new Event.TargetChanged(Nights.AT, "192.0.2." + i, i % 2 == 0))
                .toArray(Event[]::new);
        String text = write(Nights.of(Topic.UPLINK, events)).text();
        for (int i = 0; i < events.length; i++) assertTrue(text.contains("192.0.2." + i + " answers"), "event " + i);
    }

    @Test
    void changesOfTheKernelAreBounded() {
        List<String> changes = Collections.nCopies(5000, "delete rule 40000: from all lookup 66");
        String text = write(Nights.of(Topic.DRIFT, new Event.Reconciled(Nights.AT, "resync", changes)))
                .text();
        assertTrue(text.contains("4960 more lines are in the log of ftr."), text);
        assertEquals(40, text.lines().filter(l -> l.startsWith("delete rule")).count());
    }

    @Test
    void uplinkThatIsNewAndOneThatIsGone() {
        Notice notice = new Notice(
                1,
                Topic.CONFIG,
                false,
                new Event.ConfigTaken(Nights.AT, "/etc/ftr.conf", "f".repeat(64), ""),
                List.of(Nights.lte()),
                Optional.empty());
        String text = write(new Dispatch("m", List.of(notice), List.of(Nights.dsl(true)), List.of()))
                .text();
        assertTrue(text.contains("dsl (Example Provider 2) is no longer in the config."), text);
        assertTrue(text.contains("lte\n  State: UP\n"), text);
    }

    @Test
    void linesAreNoWiderThanATerminal() {
        for (String line : write(Nights.fibreFails()).text().lines().toList()) assertTrue(line.length() <= 78, line);
    }

    @Test
    void durationsHaveTheTwoLargestUnits() {
        MailWords words = new MailWords(Texts.of("mail", Language.ENGLISH), ZoneId.of("UTC"));
        assertEquals("0 s", words.duration(Duration.ofMillis(300)));
        assertEquals("45 s", words.duration(Duration.ofSeconds(45)));
        assertEquals("2 h 5 min", words.duration(Duration.ofSeconds(7503)));
        assertEquals("6 h", words.duration(Duration.ofHours(6)));
        assertEquals("3 d", words.duration(Duration.ofDays(3).plusSeconds(5)));
        assertEquals("1000 d 1 h", words.duration(Duration.ofDays(1000).plusHours(1)));
    }

    @Test
    void pageFetchesNothingAndEscapesEverything() {
        Notice down = Mails.down();
        LineState hostile = new LineState(
                "<script>alert('x')</script>",
                "\"><img src=http://x.example/>",
                "",
                "",
                UplinkState.DOWN,
                false,
                false,
                Nights.AT,
                "a & b");
        Notice notice = new Notice(1, Topic.UPLINK, false, down.event(), List.of(hostile), Optional.empty());
        String html =
                write(new Dispatch("m", List.of(notice), List.of(), List.of())).html();
        assertFalse(html.contains("<script") || html.contains("<img") || html.contains("href"), html);
        assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), html);
    }

    private static void assertSubject(String subject, Topic topic, Event... events) {
        assertEquals("[router1] " + subject, write(Nights.of(topic, events)).subject());
    }

    private static MailText write(Dispatch dispatch) {
        return new MailWriter(Texts.of("mail", Language.ENGLISH), "router1", ZoneId.of("Europe/Rome"), "1.0")
                .write(dispatch);
    }
}
