package dev.ftr.notify;

import dev.ftr.model.Language;
import java.time.ZoneId;
import java.util.stream.Collectors;

/** Puts into words what happened. */
final class MailWriter {
    private final Language language;
    private final String host;
    private final ZoneId zone;

    MailWriter(Language language, String host, ZoneId zone) {
        this.language = language;
        this.host = host;
        this.zone = zone;
    }

    MailText write(Courier.Dispatch dispatch) {
        String text = dispatch.notices().stream()
                .map(n -> n.event().at().atZone(zone) + " " + n.event().text())
                .collect(Collectors.joining("\n"));
        return new MailText("[%s] %d %s".formatted(host, dispatch.notices().size(), language), text, text);
    }
}
