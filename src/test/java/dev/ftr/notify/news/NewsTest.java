package dev.ftr.notify.news;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.outbox.Road;
import dev.ftr.notify.outbox.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewsTest {
    private static final Instant AT = Road.BEGIN;

    private static Event.UplinkChanged uplink(UplinkState before, UplinkState after) {
        return new Event.UplinkChanged(AT, "eth1", "Fibre", before, after, "", Optional.empty());
    }

    private static Event.RoutingChanged routing(List<String> before, List<String> after) {
        return new Event.RoutingChanged(AT, before, after, "");
    }

    private static Optional<Event> told(News news, Event event) {
        return news.of(event, true).map(News.Item::event);
    }

    @Test
    void theFirstVerdictIsToldOnlyIfTheUplinkIsNotUp() {
        assertEquals(Optional.empty(), told(new News(Told.NOTHING), uplink(UplinkState.UNKNOWN, UplinkState.UP)));
        Event down = uplink(UplinkState.UNKNOWN, UplinkState.DOWN);
        assertEquals(Optional.of(down), told(new News(Told.NOTHING), down));
    }

    @Test
    void whatTheVeryFirstStartSetsUpIsNoNewsAndWhatFollowsIs() {
        News news = new News(Told.NOTHING);
        assertEquals(Optional.empty(), told(news, routing(List.of(), List.of("eth1", "eth2"))));
        Event moved = routing(List.of("eth1", "eth2"), List.of("eth2"));
        assertEquals(Optional.of(moved), told(news, moved));
    }

    @Test
    void aDaemonThatStartsAgainNeitherRepeatsNorForgets() {
        Told before = Told.NOTHING.with("eth1", UplinkState.DOWN).withCarrying(List.of("eth2"));
        assertEquals(Optional.empty(), told(new News(before), uplink(UplinkState.UNKNOWN, UplinkState.DOWN)));
        assertEquals(
                Optional.of(uplink(UplinkState.DOWN, UplinkState.UP)),
                told(new News(before), uplink(UplinkState.UNKNOWN, UplinkState.UP)));
        assertEquals(Optional.empty(), told(new News(before), routing(List.of("eth2"), List.of("eth2"))));
        assertEquals(
                Optional.of(routing(List.of("eth2"), List.of("eth1"))),
                told(new News(before), routing(List.of("eth1"), List.of("eth1"))));
    }

    @Test
    void problemsAreToldOnceAndThatTheyAreOverOnlyWhenThatIsKnown() {
        News news = new News(Told.NOTHING.withProblems(List.of("no uplink works")));
        Event over = new Event.Trouble(AT, List.of());
        assertEquals(Optional.empty(), told(news, new Event.Trouble(AT, List.of("no uplink works"))));
        assertEquals(Optional.empty(), news.of(over, false));
        assertEquals(Optional.of(over), told(news, over));
        assertEquals(Optional.empty(), told(news, over));
    }

    @Test
    void aTargetIsSilentOnceOverRestarts() {
        Event silent = new Event.TargetChanged(AT, "8.8.8.8", false);
        Event answers = new Event.TargetChanged(AT, "8.8.8.8", true);
        assertEquals(Optional.empty(), told(new News(Told.NOTHING), answers));
        News news = new News(Told.NOTHING.withTarget("8.8.8.8", false));
        assertEquals(Optional.empty(), told(news, silent));
        assertEquals(Optional.of(answers), told(news, answers));
        assertEquals(Optional.empty(), told(news, answers));
        assertEquals(Optional.of(silent), told(news, silent));
    }

    @Test
    void policiesHaveMovedOnceOverRestarts() {
        Event moved = policy(List.of("eth2"), "eth1 is down");
        Event further = policy(List.of(), "all are down");
        Event back = policy(List.of("eth1"), "");
        assertEquals(Optional.empty(), told(new News(Told.NOTHING), back));
        News first = new News(Told.NOTHING);
        assertEquals(Optional.of(moved), told(first, moved));
        News news = new News(first.told());
        assertEquals(Optional.empty(), told(news, moved));
        assertEquals(Optional.of(further), told(news, further));
        assertEquals(Optional.empty(), news.of(back, false));
        assertEquals(Optional.of(back), told(news, back));
        assertEquals(Optional.empty(), told(news, back));
        assertEquals(Told.NOTHING, news.told());
    }

    private static Event policy(List<String> after, String reason) {
        return new Event.PolicyMoved(AT, List.of("eth1", "eth2"), after, true, reason);
    }

    @Test
    void whatSomebodyElseDidIsDriftAndTheSameAgainADetail() {
        News news = new News(Told.NOTHING);
        Event.Reconciled mended = new Event.Reconciled(AT, "kernel", List.of("create rule 20000 (missing)"));
        assertEquals(Optional.of(new News.Item(Topic.DRIFT, false, mended, Told.NOTHING)), news.of(mended, true));
        assertEquals(Optional.of(new News.Item(Topic.DRIFT, true, mended, Told.NOTHING)), news.of(mended, true));
        Event.Reconciled own = new Event.Reconciled(AT, "health", List.of("replace route"));
        assertEquals(Optional.of(new News.Item(Topic.ROUTING, true, own, Told.NOTHING)), news.of(own, true));
    }

    @Test
    void remindsEachTimeThePeriodHasPassedSinceItWentDown() {
        Reminders reminders = new Reminders();
        reminders.adopt(Optional.of(Duration.ofHours(6)));
        LineState down = new LineState("eth1", "Fibre", "", "", UplinkState.DOWN, false, true, AT, "no answer");
        assertEquals(List.of(), reminders.due(List.of(down), AT.plus(Duration.ofHours(5))));
        Instant due = AT.plus(Duration.ofHours(6));
        assertEquals(
                List.of(new Event.StillDown(due, "eth1", "Fibre", AT, "no answer")), reminders.due(List.of(down), due));
        assertEquals(List.of(), reminders.due(List.of(down), due.plusSeconds(1)));
        assertEquals(
                1, reminders.due(List.of(down), due.plus(Duration.ofHours(6))).size());
    }
}
