package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.LabMail.Mail;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers that end, or say nothing any more, in the middle of a mail. */
class FailingMailServerIT {
    private static final Duration LONGER_THAN_A_SILENCE_IS_BORNE = Duration.ofSeconds(40);

    @Test
    void whateverTheyDoEachEventIsToldInOneMail() {
        try (Lab lab = Lab.up("failmail")) {
            LabMail server = LabMail.scripted(lab);
            Ftr ftr = Ftr.withText(
                    lab, LabConfig.ofUplinks(2).more(server.config("port: 25")).text());
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2");
            daemon.awaitTold("mail");
            List<String> behaviours =
                    List.of("close=connect", "close=rcpt", "close=body", "close=dot", "fail=dot", "fail=ehlo");
            for (int i = 0; i < behaviours.size(); i++) {
                server.behave(behaviours.get(i));
                int before = server.mails().size();
                toggle(lab, daemon, i);
                daemon.awaitNotTold("mail", "");
                assertEquals(before, server.mails().size(), behaviours.get(i));
                server.behave();
                daemon.awaitTold("mail");
            }
            List<Mail> mails = server.mails();
            LabMail.assertEachOnce(mails);
            assertEquals(
                    List.of("eth1 down", "eth1 up", "eth1 down", "eth1 up", "eth1 down", "eth1 up"),
                    LabMail.told(mails));
        }
    }

    private static void toggle(Lab lab, DaemonProcess daemon, int number) {
        if (number % 2 == 0) {
            lab.fault("cut", 1);
            daemon.awaitState("eth1", "down");
        } else {
            lab.heal();
            daemon.awaitState("eth1", "up");
        }
    }

    /** The one case in which a mail comes twice: taken, but the server's word for it is lost. It has the same Message-ID. */
    @Test
    void whatWasTakenWithoutAWordComesAgainAsTheSameMail() {
        try (Lab lab = Lab.up("twice")) {
            LabMail server = LabMail.scripted(lab);
            Ftr ftr = Ftr.withText(
                    lab, LabConfig.ofUplinks(2).more(server.config("port: 25")).text());
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2");
            daemon.awaitTold("mail");
            int before = server.mails().size();
            server.behave("close=kept");
            lab.fault("cut", 1);
            daemon.awaitState("eth1", "down").awaitNotTold("mail", "");
            server.behave();
            daemon.awaitTold("mail");
            List<Mail> since = server.mails().stream().skip(before).toList();
            assertTrue(since.size() > 1, since.toString());
            assertEquals(1, since.stream().map(Mail::messageId).distinct().count(), since.toString());
        }
    }

    @Test
    void aServerThatSaysNothingAnyMoreIsLeftAndTriedAgain() {
        try (Lab lab = Lab.up("hang")) {
            LabMail server = LabMail.scripted(lab);
            Ftr ftr = Ftr.withText(
                    lab, LabConfig.ofUplinks(2).more(server.config("port: 25")).text());
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2");
            daemon.awaitTold("mail");
            server.behave("hang=data");
            lab.fault("cut", 1);
            daemon.awaitState("eth1", "down").awaitNotTold("mail", "");
            server.behave();
            server.await(
                    "the mail",
                    LONGER_THAN_A_SILENCE_IS_BORNE,
                    m -> LabMail.told(m).contains("eth1 down"),
                    daemon);
            LabMail.assertEachOnce(server.mails());
        }
    }
}
