package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.notify.ThisHost;
import dev.ftr.notify.mail.MailResult;
import dev.ftr.notify.mail.MailResult.Fault;
import dev.ftr.notify.mail.MailResult.Refusal;
import dev.ftr.notify.mail.MailTest;
import dev.ftr.text.Texts;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "email-test",
        aliases = "email_test",
        description = {
            "Sends a test mail with the settings of the config, and says at each step what the server answers.",
            "Works also when email.send is false. Exit code 1 if not everybody gets the mail."
        })
final class EmailTestCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "send to this address instead of the recipients in the config; may be given more than once")
    private List<String> to = List.of();

    @Override
    public Integer call() throws InterruptedException {
        RouterConfig config = ftr.load().config();
        MailSettings email = config.email();
        List<String> recipients = to.isEmpty() ? email.recipients() : to;
        require(!email.smtp().address().isEmpty(), "smtp_parameters.address, the mail server");
        require(!email.sender().isEmpty(), "sender, the address that the mail comes from");
        require(!recipients.isEmpty(), "recipients; name one with --to");
        Texts texts = Texts.of("emailtest", ftr.sentences().language());
        MailTest test = new MailTest(email, config.notifications().language(), ThisHost.shortName(), System.getenv());
        MailResult result = test.send(recipients, new MailSteps(ftr.out(), texts));
        return switch (result) {
            case MailResult.Taken taken ->
                taken(taken, texts, recipients.size(), email.smtp().port());
            case MailResult.Failed failed -> failed(failed, texts, email.smtp().port());
        };
    }

    private void require(boolean there, String what) {
        if (!there) throw new CommandFailed("%s: there is no email.%s".formatted(ftr.config(), what));
    }

    private int taken(MailResult.Taken taken, Texts texts, int recipients, int port) {
        List<Refusal> without = Stream.concat(taken.refused().stream(), taken.postponed().stream())
                .toList();
        if (without.isEmpty()) {
            ftr.out().println(texts.say("done", recipients));
            return Exit.OK;
        }
        String whom = without.stream().map(Refusal::toString).collect(Collectors.joining("; "));
        ftr.err().println("ftr: " + texts.say("partly", whom));
        if (!taken.refused().isEmpty()) hint(Fault.RECIPIENTS, texts, port);
        if (!taken.postponed().isEmpty()) hint(Fault.NOT_NOW, texts, port);
        return Exit.FAILED;
    }

    private int failed(MailResult.Failed failed, Texts texts, int port) {
        String why = ftr.sentences().translate(failed.why());
        ftr.err().println("ftr: " + texts.say("failed", why));
        hint(failed.fault(), texts, port);
        return Exit.FAILED;
    }

    private void hint(Fault fault, Texts texts, int port) {
        ftr.err()
                .println("ftr: "
                        + texts.say("hint." + fault.toString().toLowerCase(Locale.ROOT), Integer.toString(port)));
    }
}
