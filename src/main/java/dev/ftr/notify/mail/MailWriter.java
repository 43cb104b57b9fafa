package dev.ftr.notify.mail;

import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.mail.MailPage.Item;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Section;
import dev.ftr.notify.mail.MailPage.Tone;
import dev.ftr.text.Texts;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Puts into words what happened. For one thread. */
final class MailWriter {
    /** Lines about the kernel in one mail. */
    private static final int MOST_CHANGES = 40;

    private final MailWords words;
    private final String host;
    private final String version;

    /**
     * @param texts of the area {@code mail}
     * @param host the short name of this machine
     * @param zone of the times
     * @param version of the program; empty: not known
     */
    MailWriter(Texts texts, String host, ZoneId zone, String version) {
        words = new MailWords(texts, zone);
        this.host = words.foreign(host);
        this.version = version;
    }

    /** For this machine and program. */
    static MailWriter here(Language language, String host) {
        String version = MailWriter.class.getPackage().getImplementationVersion();
        return new MailWriter(Texts.of("mail", language), host, ZoneId.systemDefault(), version == null ? "" : version);
    }

    MailText write(Dispatch dispatch) {
        List<LineState> after = dispatch.notices().getLast().uplinks();
        List<Section> sections = new ArrayList<>();
        EventWords events = new EventWords(words);
        add(sections, "events", dispatch.notices().stream().map(events::item).toList());
        add(sections, "uplinks", new UplinkWords(words).items(dispatch.before(), dispatch.notices()));
        add(sections, "kernel", kernel(dispatch.notices()));
        return set(new MailSubject(words).of(dispatch.notices()), tone(after), sections);
    }

    /** A mail that says nothing but that it has come. */
    MailText test() {
        Item item = new Item("", Tone.PLAIN, List.of(Line.plain(words.say("test.text"))));
        MailPage page = new MailPage(
                words.say("test.headline", host), Tone.GOOD, List.of(new Section("", List.of(item))), closing());
        return set(words.say("subject.test"), page);
    }

    private MailText set(String headline, Tone tone, List<Section> sections) {
        return set(headline, new MailPage(headline, tone, sections, closing()));
    }

    private MailText set(String subject, MailPage page) {
        return new MailText(words.say("subject", host, subject), PlainText.of(page, words), HtmlText.of(page, words));
    }

    private String closing() {
        return version.isEmpty() ? words.say("closing.plain", host) : words.say("closing", host, version);
    }

    private void add(List<Section> sections, String title, List<Item> items) {
        if (!items.isEmpty()) sections.add(new Section(words.say("section." + title), items));
    }

    private static Tone tone(List<LineState> now) {
        if (now.stream().allMatch(l -> l.state() == UplinkState.UP)) return Tone.GOOD;
        return now.stream().anyMatch(l -> l.state() == UplinkState.DOWN) ? Tone.BAD : Tone.DOUBTFUL;
    }

    private List<Item> kernel(List<Notice> notices) {
        List<String> changes = notices.stream()
                .map(Notice::event)
                .flatMap(e -> changes(e).stream())
                .toList();
        if (changes.isEmpty()) return List.of();
        List<Line> lines = new ArrayList<>();
        changes.stream().limit(MOST_CHANGES).forEach(c -> lines.add(Line.plain(words.translated(c))));
        if (changes.size() > MOST_CHANGES)
            lines.add(Line.plain(words.count("kernel.more", changes.size() - MOST_CHANGES)));
        return List.of(new Item("", Tone.PLAIN, lines));
    }

    private static List<String> changes(Event event) {
        return switch (event) {
            case Event.Reconciled made -> made.changes();
            case Event.ChangeEnded end -> end.changes();
            case Event.Lifecycle _,
                    Event.UplinkChanged _,
                    Event.TargetChanged _,
                    Event.AddressChanged _,
                    Event.RoutingChanged _,
                    Event.PolicyMoved _,
                    Event.ConfigTaken _,
                    Event.ConfigRefused _,
                    Event.Trouble _,
                    Event.Warned _,
                    Event.StillDown _,
                    Event.MessagesGivenUp _ -> List.of();
        };
    }
}
