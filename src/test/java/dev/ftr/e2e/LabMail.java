package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A mail server in the internet of a lab, and what has arrived there; {@code ops/lab/mailserver --help} has the behaviours. */
final class LabMail {
    static final String RECIPIENT = "admin@example.com";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern CHANGE = Pattern.compile("(\\S+) \\([^)]*\\) is (UP|DOWN)\\.");

    private final Lab lab;
    private final String setter;
    private final JsonNode about;

    private LabMail(Lab lab, String setter, JsonNode about) {
        this.lab = lab;
        this.setter = setter;
        this.about = about;
    }

    /** Whether there is a real mail server on this machine. */
    static boolean isInstalled() {
        return Ran.toTheEnd(new ProcessBuilder(
                                "bash",
                                "-c",
                                "test -x %s -o -x /usr/sbin/exim4"
                                        .formatted(Lab.ops("../target/exim4/usr/sbin/exim4"))))
                        .exit()
                == 0;
    }

    /** exim4, which speaks TLS with a certificate of its own authority. */
    static LabMail exim(Lab lab, String... behaviours) {
        return started(lab, "start", "set", behaviours);
    }

    /** The one that fails as no real server would. */
    static LabMail scripted(Lab lab, String... behaviours) {
        return started(lab, "script", "set-script", behaviours);
    }

    private static LabMail started(Lab lab, String command, String setter, String... behaviours) {
        return new LabMail(
                lab,
                setter,
                JSON.readTree(lab.mailServer(command, behaviours).exits(0).out()));
    }

    /** From the next connection on; without a behaviour: as it should. */
    void behave(String... behaviours) {
        lab.mailServer(setter, behaviours).exits(0);
    }

    /** Its name, where the lab has a name server. */
    String host() {
        return about.path("host").asString();
    }

    String address() {
        return about.path("address").asString();
    }

    /** The program, on this config, with trust in the authority of the server's certificate. */
    Ftr trusting(Ftr ftr) {
        return ftr.startedBy(
                List.of("env", "SSL_CERT_FILE=" + about.path("authority").asString()));
    }

    /** The email part of a config: quick, and with these lines under {@code smtp_parameters}. */
    String config(String... smtp) {
        return """
                email:
                  send: true
                  sender: router@example.com
                  recipients: [%s]
                  digest: 1s
                  max_rate: 0s
                  smtp_parameters:
                    address: %s
                    %s
                """.formatted(RECIPIENT, host(), String.join("\n    ", smtp));
    }

    /** With the login that it takes, over STARTTLS. */
    String configWithLogin() {
        return config(
                "port: 587",
                "authentication: :login",
                "enable_starttls: true",
                "user_name: " + about.path("user").asString(),
                "password: " + about.path("password").asString());
    }

    /** What has arrived, in the order of acceptance. */
    List<Mail> mails() {
        return lab.mailServer("mails")
                .exits(0)
                .out()
                .lines()
                .map(JSON::readTree)
                .map(Mail::of)
                .toList();
    }

    /** Waits until this holds of what has arrived. */
    List<Mail> await(String what, Duration most, Predicate<List<Mail>> condition, DaemonProcess daemon) {
        Await.until(what, most, () -> condition.test(mails()), () -> "%s%n%s".formatted(mails(), daemon.log()));
        return mails();
    }

    List<Mail> await(String what, Predicate<List<Mail>> condition, DaemonProcess daemon) {
        return await(what, Await.GENEROUS, condition, daemon);
    }

    /** What mails say of uplinks that went down or up, in their order, such as {@code eth1 down}. */
    static List<String> told(List<Mail> mails) {
        return mails.stream()
                .flatMap(m -> CHANGE.matcher(m.text().replaceAll("\\s+", " ")).results())
                .map(change -> change.group(1) + " " + change.group(2).toLowerCase(Locale.ROOT))
                .toList();
    }

    /** No mail has come twice, and none of what they tell. */
    static void assertEachOnce(List<Mail> mails) {
        List<String> ids = mails.stream().map(Mail::messageId).toList();
        assertEquals(ids.stream().distinct().toList(), ids, mails.toString());
        // An uplink that goes down twice has come up between.
        Map<String, String> last = new HashMap<>();
        for (String change : told(mails)) {
            String uplink = change.substring(0, change.indexOf(' '));
            assertNotEquals(change, last.put(uplink, change), mails.toString());
        }
    }

    /**
     * A mail as it has arrived.
     *
     * @param at when the server had it, in seconds since the epoch
     * @param tls how the connection was encrypted; empty: it was not
     * @param auth who had logged in, and how; empty: nobody
     */
    record Mail(double at, String messageId, String to, String subject, String text, String tls, String auth) {
        private static Mail of(JsonNode mail) {
            return new Mail(
                    mail.path("at").asDouble(),
                    mail.path("message_id").asString(""),
                    mail.path("to").asString(""),
                    mail.path("subject").asString(""),
                    mail.path("text").asString(""),
                    mail.path("tls").asString(""),
                    mail.path("auth").asString(""));
        }
    }
}
