package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftr.e2e.LabMail.Mail;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Mail to a real server, exim4, with STARTTLS and a login, reached through the uplinks. */
class MailIT {
    /** From the return of the first uplink to the mail about what happened without any. */
    private static final double SOON = 10.0;

    private static final List<String> ALL_WENT_DOWN = List.of("eth1 down", "eth2 down", "eth3 down");

    private Lab lab;
    private LabMail server;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeEach
    void start() {
        assumeTrue(LabMail.isInstalled(), "exim4 is not there (ops/test.sh unpacks it)");
        lab = Lab.up("mail");
        server = LabMail.exim(lab, "auth");
        ftr = server.trusting(Ftr.withText(lab, config()));
        daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
    }

    @AfterEach
    void end() {
        lab.close();
    }

    private String config() {
        return LabConfig.ofUplinks(3).more(server.configWithLogin()).text();
    }

    private void allGoDown() {
        for (int uplink = 1; uplink <= 3; uplink++) {
            lab.fault("cut", uplink);
            daemon.awaitState("eth" + uplink, "down");
        }
    }

    /** An event that does not need an uplink to fail. */
    private void takeAnotherConfig(int weight) {
        ftr.write(LabConfig.ofUplinks(3)
                .weights(1, 1, weight)
                .more(server.configWithLogin())
                .text());
        daemon.await(
                "the config with weight " + weight,
                status -> status.path("config").path("error").isNull()
                        && lab.router("ip route show table 65").contains("weight " + weight));
    }

    @Test
    void whatHappenedWithoutAnyUplinkArrivesInOrderAndOnceWhenOneIsBack() {
        daemon.awaitTold("mail");
        int before = server.mails().size();
        allGoDown();
        daemon.await(
                "mails that wait",
                status -> DaemonProcess.notification(status, "mail")
                                .path("pending")
                                .asInt()
                        >= 3);
        assertEquals(before, server.mails().size());
        lab.heal("cut", 2);
        double healed = Lab.now();
        List<Mail> mails = server.await("the mails", m -> LabMail.told(m).containsAll(ALL_WENT_DOWN), daemon);
        double arrived = mails.stream()
                .filter(m -> LabMail.told(List.of(m)).contains("eth3 down"))
                .findFirst()
                .orElseThrow()
                .at();
        assertTrue(arrived - healed < SOON, "after %.1f s".formatted(arrived - healed));
        daemon.awaitRouting("eth2").awaitTold("mail");
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitTold("mail");
        List<Mail> all = server.await("all of them", m -> LabMail.told(m).size() >= 6, daemon);
        assertEquals(ALL_WENT_DOWN, LabMail.told(all).subList(0, 3));
        assertEquals("eth2 up", LabMail.told(all).get(3));
        LabMail.assertEachOnce(all);
        for (Mail mail : all) {
            assertEquals(LabMail.RECIPIENT, mail.to());
            assertTrue(mail.tls().startsWith("TLS1."), mail.toString());
            assertEquals("login:ftr", mail.auth());
        }
    }

    @Test
    void whatWaitsSurvivesAKillAndIsToldOnce() {
        daemon.awaitTold("mail");
        allGoDown();
        daemon.kill();
        daemon = ftr.monitor();
        daemon.await(
                "mails that wait",
                status -> DaemonProcess.notification(status, "mail")
                                .path("pending")
                                .asInt()
                        >= 3);
        daemon.kill();
        daemon = ftr.monitor();
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitTold("mail");
        List<Mail> mails = server.await("all mails", m -> LabMail.told(m).size() >= 6, daemon);
        assertEquals(ALL_WENT_DOWN, LabMail.told(mails).subList(0, 3));
        LabMail.assertEachOnce(mails);
    }

    /** How the server behaves, and the words of the error that the status shows then. */
    private static Map<String, String> refusals() {
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("greylist=600", "451");
        refusals.put("full", "452");
        refusals.put("refuse", "550");
        refusals.put("no-starttls", "STARTTLS");
        refusals.put("certificate=expired", "expired");
        refusals.put("certificate=wrong-name", "mail.example.com");
        return refusals;
    }

    @Test
    void whatAServerDoesNotTakeIsKeptUntilItDoes() {
        int weight = 2;
        for (var refusal : refusals().entrySet()) {
            daemon.awaitTold("mail");
            int before = server.mails().size();
            server.behave("auth", refusal.getKey());
            takeAnotherConfig(weight++);
            daemon.awaitNotTold("mail", refusal.getValue());
            assertEquals(before, server.mails().size(), refusal.getKey());
            server.behave("auth");
            daemon.awaitTold("mail");
            server.await("the mail after " + refusal.getKey(), m -> m.size() > before, daemon);
        }
        LabMail.assertEachOnce(server.mails());
    }

    @Test
    void aReloadSwitchesMailOffAndOn() {
        daemon.awaitTold("mail");
        String on = config();
        ftr.write(on.replace("send: true", "send: false"));
        daemon.await(
                "no mail", status -> DaemonProcess.notification(status, "mail").isMissingNode());
        int before = server.mails().size();
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2", "eth3");
        ftr.write(on);
        daemon.awaitTold("mail");
        lab.fault("cut", 2);
        daemon.awaitRouting("eth3");
        List<Mail> since =
                server.await("the mail since then", m -> LabMail.told(m).contains("eth2 down"), daemon).stream()
                        .skip(before)
                        .toList();
        assertFalse(LabMail.told(since).contains("eth1 down"), since.toString());
    }

    @Test
    void aTestSaysStepByStepHowItGoes() {
        int before = server.mails().size();
        Ran ran = ftr.run("email-test", "--to", "someone@example.com").exits(0);
        for (String step : List.of("mail.example.com", server.address(), "TLSv1.3", "ftr", "someone@example.com"))
            assertTrue(ran.out().contains(step), ran.toString());
        Mail mail = server.await("the mail of the test", m -> m.size() > before, daemon).stream()
                .filter(m -> m.to().equals("someone@example.com"))
                .findFirst()
                .orElseThrow();
        assertFalse(mail.tls().isEmpty());
        ftr.write(config().replace("correct-horse", "wrong-horse"));
        Ran refused = ftr.run("email-test").exits(1);
        assertTrue((refused.out() + refused.err()).contains("535"), refused.toString());
        assertFalse((refused.out() + refused.err()).contains("wrong-horse"), refused.toString());
        ftr.write(config());
        server.behave("certificate=expired");
        Ran expired = ftr.run("email-test").exits(1);
        assertTrue((expired.out() + expired.err()).contains("expired"), expired.toString());
    }

    @Test
    void noPasswordIsShownAnywhere() {
        ftr.write(config().replace("correct-horse", "wrong-horse"));
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2", "eth3");
        daemon.awaitNotTold("mail", "535");
        JsonNode status = daemon.status().orElseThrow();
        assertFalse((status + daemon.log() + daemon.events()).contains("wrong-horse"));
        ftr.write(config());
        daemon.awaitTold("mail");
        server.await("the mail after all", m -> LabMail.told(m).contains("eth1 down"), daemon);
    }

    /** A failing mail server must not keep the daemon from its work, nor from its end. */
    @Test
    void aServerThatTakesItsTimeHoldsNothingUp() {
        server.behave("auth", "slow=8");
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2", "eth3");
        lab.fault("cut", 2);
        daemon.awaitRouting("eth3");
        Duration end = daemon.terminate();
        assertTrue(end.toSeconds() < 5, "ends after " + end);
    }
}
