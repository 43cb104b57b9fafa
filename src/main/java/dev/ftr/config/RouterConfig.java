package dev.ftr.config;

import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.UplinkId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an administrator can say, checked and with defaults filled in.
 *
 * @param uplinks 1 to 64, in the order of the config
 * @param downlinks the inner interfaces: LAN, then DMZ if there is one
 * @param recordProbes whether the results of all probes are kept, to be replayed
 */
public record RouterConfig(
        List<Uplink> uplinks,
        List<InterfaceName> downlinks,
        Traffic traffic,
        boolean recordProbes,
        LogSettings log,
        MailSettings email,
        Notifications notifications,
        Numbering numbering) {

    /** The protocol number of our routes and rules where the config names no other; free in iproute2's table. */
    public static final int DEFAULT_ROUTE_PROTOCOL = 157;

    public RouterConfig {
        uplinks = List.copyOf(uplinks);
        downlinks = List.copyOf(downlinks);
    }

    /** One whose administrator is told nothing but by mail. */
    public RouterConfig(
            List<Uplink> uplinks,
            List<InterfaceName> downlinks,
            Traffic traffic,
            boolean recordProbes,
            LogSettings log,
            MailSettings email,
            Numbering numbering) {
        this(uplinks, downlinks, traffic, recordProbes, log, email, Notifications.NONE, numbering);
    }

    /** The same with another time between the tests of each uplink. */
    public RouterConfig withInterval(Duration interval) {
        List<Uplink> paced = uplinks.stream()
                .map(u -> u.withTests(u.tests().withInterval(interval)))
                .toList();
        return new RouterConfig(paced, downlinks, traffic, recordProbes, log, email, notifications, numbering);
    }

    public Optional<Uplink> uplink(UplinkId id) {
        return uplinks.stream().filter(u -> u.id().equals(id)).findFirst();
    }

    /**
     * Where the log goes.
     *
     * @param file empty: standard output
     * @param maxSize size at which the file is rotated, bytes
     * @param oldFiles how many rotated files are kept
     */
    public record LogSettings(Optional<Path> file, long maxSize, int oldFiles) {
        public LogSettings withoutFile() {
            return new LogSettings(Optional.empty(), maxSize, oldFiles);
        }
    }

    /**
     * Where mail goes; what is needed to send it.
     *
     * @param send whether mail is sent at all; if so, the sender, a recipient and the server's address are there. If not, they
     *     may be empty
     * @param on what is told by mail
     */
    public record MailSettings(
            boolean send, String sender, List<String> recipients, SmtpSettings smtp, MailPacing pacing, Set<Topic> on) {
        public MailSettings {
            recipients = List.copyOf(recipients);
            on = Set.copyOf(on);
            if (send && (sender.isEmpty() || recipients.isEmpty() || smtp.address.isEmpty()))
                throw new IllegalArgumentException("mail without a sender, a recipient or a server");
        }

        public MailSettings(boolean send, String sender, List<String> recipients, SmtpSettings smtp) {
            this(send, sender, recipients, smtp, MailPacing.USUAL, Topic.all());
        }
    }

    /**
     * How many mails there are.
     *
     * @param digest what happens within this time after the first event goes into one mail
     * @param maxRate at most one mail in this time
     * @param keepFor what could not be sent for so long is given up
     */
    public record MailPacing(Duration digest, Duration maxRate, Duration keepFor) {
        public static final MailPacing USUAL =
                new MailPacing(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofDays(7));
    }

    /** How the connection to a mail server is encrypted. */
    public enum MailEncryption {
        NONE,
        /** STARTTLS where the server offers it. */
        OFFERED,
        /** STARTTLS, or no mail. */
        REQUIRED,
        /** TLS from the first byte: SMTPS, port 465. */
        IMPLICIT
    }

    /**
     * The mail server, in the words of Ruby's Net::SMTP as the original took them.
     *
     * @param tlsVerify whether its certificate is checked
     */
    public record SmtpSettings(
            String address,
            int port,
            Optional<String> domain,
            Optional<SmtpAuthentication> authentication,
            MailEncryption encryption,
            boolean tlsVerify,
            Optional<String> userName,
            Optional<SecretSource> password) {}

    /** Ways to log in to a mail server. */
    public enum SmtpAuthentication {
        PLAIN,
        LOGIN,
        CRAM_MD5,
        /** OAuth 2; the password is the access token. */
        XOAUTH2
    }

    /** Something that no log, plan, status or error may show. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /**
     * Where our numbers in the kernel begin.
     *
     * @param baseTable table of the uplink with id 0; the multipath table is 64 above
     * @param basePriority first rule priority
     * @param fwmarkMask the bits of marks that are ours
     * @param baseRealm realm of the uplink with id 0, where uplinks share an interface; 1 to 65535 less the highest id
     * @param routeProtocol the protocol number by which we know our own routes and rules, 5 to 255
     */
    public record Numbering(
            long baseTable, long basePriority, int baseFwmark, int fwmarkMask, int baseRealm, int routeProtocol) {
        public static final int DEFAULT_BASE_REALM = 1;
        /** With the usual realms. */
        public Numbering(long baseTable, long basePriority, int baseFwmark, int fwmarkMask, int routeProtocol) {
            this(baseTable, basePriority, baseFwmark, fwmarkMask, DEFAULT_BASE_REALM, routeProtocol);
        }

        /** The mark of an uplink: as many steps of the mask's lowest bit above the first as its id says. */
        public FwMark mark(UplinkId id) {
            return marked(id.value());
        }

        /** The mark that leads new connections to a choice of uplinks, behind the marks of all uplinks. */
        public FwMark choiceMark(int slot) {
            return marked(UplinkId.COUNT + slot);
        }

        private FwMark marked(int number) {
            return new FwMark(baseFwmark + number * Integer.lowestOneBit(fwmarkMask), fwmarkMask);
        }

        public int realm(UplinkId id) {
            return baseRealm + id.value();
        }
    }
}
