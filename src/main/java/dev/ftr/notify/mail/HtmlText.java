package dev.ftr.notify.mail;

import dev.ftr.notify.mail.MailPage.Item;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Section;
import dev.ftr.notify.mail.MailPage.Tone;

/** Sets a page as HTML that a phone can show by day and by night, with nothing to be fetched. */
final class HtmlText {
    private static final String BODY = "margin:0;padding:12px;max-width:40em;font:16px/1.4 sans-serif";

    private final MailWords words;
    private final StringBuilder html = new StringBuilder();

    private HtmlText(MailWords words) {
        this.words = words;
    }

    static String of(MailPage page, MailWords words) {
        HtmlText html = new HtmlText(words);
        html.page(page);
        return html.html.toString();
    }

    private void page(MailPage page) {
        html.append("<!DOCTYPE html>\n<html lang=\"").append(words.language().code());
        html.append("\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        html.append("<meta name=\"color-scheme\" content=\"light dark\"></head>\n<body style=\"")
                .append(BODY);
        html.append("\">\n<p style=\"margin:0 0 16px;font-size:20px;font-weight:bold;")
                .append(bar(page.tone()));
        html.append("\">").append(escaped(page.headline())).append("</p>\n");
        page.sections().forEach(this::section);
        html.append("<p style=\"margin:24px 0 0;color:#888;font-size:13px\">").append(escaped(page.closing()));
        html.append("</p>\n</body>\n</html>\n");
    }

    private void section(Section section) {
        if (!section.title().isEmpty())
            html.append("<h2 style=\"margin:20px 0 8px;font-size:17px\">")
                    .append(escaped(section.title()))
                    .append("</h2>\n");
        section.items().forEach(this::item);
    }

    private void item(Item item) {
        html.append("<div style=\"margin:0 0 12px;overflow-wrap:anywhere;")
                .append(bar(item.tone()))
                .append("\">");
        if (!item.head().isEmpty())
            html.append("<b>").append(escaped(item.head())).append("</b>");
        html.append('\n');
        item.lines().forEach(this::line);
        html.append("</div>\n");
    }

    private void line(Line line) {
        html.append("<div>");
        if (line.label().isEmpty()) html.append(escaped(line.value()));
        else
            html.append(words.say(
                    "line", "<span style=\"color:#888\">" + escaped(line.label()) + "</span>", escaped(line.value())));
        html.append("</div>\n");
    }

    private static String bar(Tone tone) {
        return "padding-left:10px;border-left:5px solid "
                + switch (tone) {
                    case GOOD -> "#2e9e4f";
                    case BAD -> "#d0312d";
                    case DOUBTFUL -> "#d99000";
                    case PLAIN -> "#999";
                };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
