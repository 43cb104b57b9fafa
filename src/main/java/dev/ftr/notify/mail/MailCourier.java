package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.Topic;
import dev.ftr.model.Language;
import dev.ftr.notify.Courier;
import dev.ftr.notify.mail.MailResult.Failed;
import dev.ftr.notify.mail.MailResult.Fault;
import dev.ftr.notify.mail.MailResult.Refusal;
import dev.ftr.notify.mail.MailResult.Taken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells people by mail. */
public final class MailCourier implements Courier {
    private static final int MOST = 500;

    private final MailSettings settings;
    private final Language language;
    private final String host;
    private final Map<String, String> environment;
    private final SmtpAttempt.Patience patience;
    private volatile Optional<MailSender> sender = Optional.empty();

    /**
     * @param host the short name of this machine
     * @param environment the variables of the program, in which a password may be
     */
    public MailCourier(MailSettings settings, Language language, String host, Map<String, String> environment) {
        this(settings, language, host, environment, SmtpAttempt.Patience.USUAL);
    }

    MailCourier(
            MailSettings settings,
            Language language,
            String host,
            Map<String, String> environment,
            SmtpAttempt.Patience patience) {
        this.settings = settings;
        this.language = language;
        this.host = host;
        this.environment = Map.copyOf(environment);
        this.patience = patience;
        NameCache.neverKeepsFailures();
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Set<Topic> topics() {
        return settings.on();
    }

    @Override
    public Gathering gathering() {
        return new Gathering(
                MOST,
                settings.pacing().digest(),
                settings.pacing().maxRate(),
                settings.pacing().keepFor());
    }

    /** A connection that is lost after the last word, before the answer, leads to a second mail with the same Message-ID. */
    @Override
    public Delivery deliver(Dispatch dispatch) throws InterruptedException {
        // Somebody who is no longer in the config gets nothing more.
        List<String> open = dispatch.remaining().isEmpty()
                ? settings.recipients()
                : dispatch.remaining().stream()
                        .filter(settings.recipients()::contains)
                        .toList();
        if (open.isEmpty()) return new Delivery.Done(List.of());
        MailText text = MailWriter.here(language, host).write(dispatch);
        MailSender now = new MailSender(settings, host, environment, patience);
        sender = Optional.of(now);
        return switch (now.send(dispatch.id(), text, open, step -> {})) {
            case Taken taken -> delivery(taken);
            case Failed(Fault fault, String why)
            when fault == Fault.RECIPIENTS && !dispatch.remaining().isEmpty() ->
                // Others have got it: these are the ones that never will.
                new Delivery.Done(List.of(why));
            case Failed failed -> new Delivery.Later(failed.why(), dispatch.remaining());
        };
    }

    @Override
    public void hurry() {
        sender.ifPresent(MailSender::hurry);
    }

    private static Delivery delivery(Taken taken) {
        if (taken.postponed().isEmpty())
            return new Delivery.Done(
                    taken.refused().stream().map(Refusal::toString).toList());
        String why = Stream.concat(taken.postponed().stream(), taken.refused().stream())
                .map(Refusal::toString)
                .collect(Collectors.joining("; "));
        return new Delivery.Later(
                OneLine.of(why, ServerWords.LONGEST),
                taken.postponed().stream().map(Refusal::recipient).toList());
    }
}
