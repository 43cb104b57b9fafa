package dev.ftr.cli;

import dev.ftr.notify.mail.MailStep;
import dev.ftr.text.Texts;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Says each step of a conversation with a mail server as it is made, and how long it took. */
final class MailSteps implements Consumer<MailStep> {
    private static final long NANOS_OF_MILLI = 1_000_000;

    private final PrintWriter out;
    private final Texts texts;
    private long last;

    MailSteps(PrintWriter out, Texts texts) {
        this.out = out;
        this.texts = texts;
    }

    @Override
    public void accept(MailStep step) {
        long now = System.nanoTime();
        List<String> lines = lines(step);
        if (!lines.isEmpty()) say(lines, now - last);
        last = now;
    }

    private void say(List<String> lines, long nanos) {
        String took = "%6d".formatted(nanos / NANOS_OF_MILLI);
        String first = texts.say("step", took, lines.getFirst());
        out.println(first);
        String indent = " ".repeat(first.length() - lines.getFirst().length());
        lines.stream().skip(1).forEach(line -> out.println(indent + line));
    }

    private List<String> lines(MailStep step) {
        return switch (step) {
            case MailStep.Begun() -> List.of();
            case MailStep.Resolved(String host, List<String> addresses) ->
                List.of(texts.say("resolved", host, addresses.size(), String.join(", ", addresses)));
            case MailStep.Unreachable(String address, int port, String why) ->
                List.of(texts.say("unreachable", address, Integer.toString(port), why));
            case MailStep.Connected(String address, int port) ->
                List.of(texts.say("connected", address, Integer.toString(port)));
            case MailStep.Greeted(String words) -> List.of(texts.say("greeted", words));
            case MailStep.Encrypted tls ->
                List.of(
                        texts.say("encrypted", tls.protocol(), tls.cipher()),
                        texts.say("certificate", tls.subject()),
                        texts.say("issuer", tls.issuer(), times().format(tls.validUntil())),
                        tls.doubt().map(d -> texts.say("doubted", d)).orElseGet(() -> texts.say("trusted")));
            case MailStep.InTheClear(boolean offered) -> List.of(texts.say(offered ? "clear.offered" : "clear"));
            case MailStep.LoggedIn(String user, String method) -> List.of(texts.say("login", user, method));
            case MailStep.SenderAccepted(String sender) -> List.of(texts.say("sender", sender));
            case MailStep.RecipientAccepted(String recipient, String words) ->
                List.of(texts.say("recipient", recipient, words));
            case MailStep.RecipientRefused(String recipient, String words) ->
                List.of(texts.say("recipient.refused", recipient, words));
            case MailStep.Accepted(String words) -> List.of(texts.say("accepted", words));
        };
    }

    private DateTimeFormatter times() {
        Locale locale = texts.language().locale();
        return DateTimeFormatter.ofPattern(texts.say("time.pattern"), locale).withZone(ZoneId.systemDefault());
    }
}
