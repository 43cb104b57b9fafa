package dev.ftr.probe;

import static dev.ftr.probe.ConversationLab.http;
import static dev.ftr.probe.ConversationLab.tcp;
import static dev.ftr.probe.UplinkLab.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.probe.BoundConversationsTest.Heard;
import dev.ftr.probe.HealthWatch.Path;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations with real servers: what is answered, what is not and why, and by which way the packets go. */
@Timeout(120)
class BoundConversationsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
    private static final Target DNS = new Target.Dns(IpAddress.parse("203.0.113.1"), "example.org", "A");
    private static final Target ARP = new Target.Neighbour();

    @SuppressWarnings("NullAway.Init")
    private ConversationLab lab;

    private final BoundConversations conversations = new BoundConversations(
            new Names(BoundConversationsIT::lookup), () -> (SSLSocketFactory) SSLSocketFactory.getDefault());

    private static InetAddress[] lookup(String host) throws UnknownHostException {
        if (!host.equals("host.example")) throw new UnknownHostException(host);
        return new InetAddress[] {InetAddress.ofLiteral("203.0.113.1")};
    }

    @BeforeEach
    void build() {
        lab = new ConversationLab();
    }

    @AfterEach
    void demolish() throws Exception {
        conversations.close();
        lab.close();
    }

    @Test
    void tcpIsAnsweredByAnAcceptedConnection() throws Exception {
        lab.serve(443, "");
        assertEquals("answered", ask(1, tcp("203.0.113.1", 443)));
        assertEquals("answered", ask(2, tcp("host.example", 443)));
        assertEquals("tcp 203.0.113.1:444: connection refused", ask(1, tcp("203.0.113.1", 444)));
        assertEquals("tcp other.example:443: name other.example cannot be resolved", ask(1, tcp("other.example", 443)));
        assertEquals(
                "tcp 203.0.113.99:443: no answer within 300 ms",
                lab.ask(conversations, way(1), tcp("203.0.113.99", 443), 300));
        assertEquals("", lab.lab.router.command("ss", "-Htan"), "nothing lingers");
    }

    @Test
    void icmpErrorsAreEarlyBadNews() throws Exception {
        UplinkLab.sysctl(lab.lab.internet, "ip_forward", "1");
        lab.lab.internet.ip("route add unreachable 203.0.113.99");
        Heard tcp = lab.start(conversations, way(1), tcp("203.0.113.99", 443), 20_000);
        assertEquals("tcp 203.0.113.99:443: no route to host", tcp.why());
        assertTrue(tcp.millis() < 10_000);
        Target dns = new Target.Dns(IpAddress.parse("203.0.113.99"), "example.org", "A");
        Heard udp = lab.start(conversations, way(1), dns, 20_000);
        assertEquals("dns example.org A at 203.0.113.99: no route to host", udp.why());
        assertTrue(udp.millis() < 10_000);
        assertEquals("dns example.org A at 203.0.113.1: connection refused", ask(1, DNS));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 204 No Content,0,answered",
        "HTTP/1.1 302 Found,0,answered",
        "HTTP/1.1 404 Not Found,404,answered",
        "HTTP/1.1 404 Not Found,0,http://203.0.113.1/x: status 404 instead of 200 to 399",
        "HTTP/1.1 302 Found,204,http://203.0.113.1/x: status 302 instead of 204",
        "SSH-2.0-OpenSSH,0,http://203.0.113.1/x: the answer is not HTTP/1",
    })
    void httpIsAnsweredByTheRightStatus(String answer, int status, String told) throws Exception {
        lab.serve(80, answer + "\r\n\r\n");
        OptionalInt expected = status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
        assertEquals(told, ask(1, new Target.Http("http://203.0.113.1/x?secret", expected)));
    }

    @Test
    void aServerThatSaysNothingFailsAtTheDeadline() throws Exception {
        lab.serve(80, "");
        for (String url : List.of("http://host.example", "https://host.example:80/")) {
            Heard heard = lab.start(conversations, way(1), http(url), 1000);
            assertEquals(url + ": connection accepted, but no answer within 1000 ms", heard.why());
            assertTrue(heard.millis() >= 1000 && heard.millis() < 2000, heard.millis() + " ms");
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsSaidSo() throws Exception {
        lab.serve(443, OK.repeat(10));
        String told = ask(1, http("https://203.0.113.1/"));
        assertTrue(told.startsWith("https://203.0.113.1/: TLS: "), told);
    }

    @Test
    void dnsIsAnsweredByRecords() throws Exception {
        serveDns(m -> answer(m, "8180", 1));
        assertEquals("answered", ask(1, DNS));
        assertEquals("answered", ask(2, DNS));
        assertEquals(
                "dns a..b A at 203.0.113.1: 'a..b' is not a domain name",
                ask(1, new Target.Dns(IpAddress.parse("203.0.113.1"), "a..b", "A")));
    }

    @Test
    void dnsIsNotAnsweredByAServerThatFails() throws Exception {
        serveDns(m -> answer(m, "8182", 0));
        assertEquals("dns example.org A at 203.0.113.1: SERVFAIL", ask(1, DNS));
    }

    @Test
    void dnsIsNotAnsweredByForgeries() throws Exception {
        serveDns(m -> {
            byte[] forged = answer(m, "8180", 1);
            forged[0] ^= 1;
            return forged;
        });
        assertEquals(
                "dns example.org A at 203.0.113.1: no answer within 300 ms", lab.ask(conversations, way(1), DNS, 300));
    }

    @Test
    void arpIsAnsweredByTheGateway() throws Exception {
        assertEquals("answered", ask(1, ARP));
        lab.lab.internet.ip("link set up1 arp off");
        assertEquals(
                "arp of the gateway: gateway 198.18.1.2 gives no answer within 300 ms",
                lab.ask(conversations, way(1), ARP, 300));
        assertEquals("answered", ask(2, ARP));
    }

    @Test
    void arpNeedsAnEthernetAndAGateway() throws Exception {
        Path ethernet = way(1);
        Path lone =
                new Path(ethernet.uplink(), ethernet.device(), ethernet.source(), ethernet.mark(), Optional.empty());
        assertEquals("arp of the gateway: interface eth1 has no gateway", lab.ask(conversations, lone, ARP, 1000));
        lab.lab.router.ip("link set eth1 arp off");
        assertEquals("arp of the gateway: interface eth1 has no neighbours (ARP)", ask(1, ARP));
        Path loopback = new Path(
                ethernet.uplink(),
                new InterfaceName("lo"),
                IpAddress.parse("127.0.0.1"),
                ethernet.mark(),
                Optional.of(IpAddress.parse("127.0.0.2")));
        assertEquals(
                "arp of the gateway: interface lo has no neighbours (ARP)",
                lab.ask(conversations, loopback, ARP, 1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route del default table 1001",
                "route replace unreachable default table 1001",
                "route replace blackhole default table 1001",
                "route replace default via 198.18.2.2 dev eth2 table 1001",
                "link set eth1 down",
                "link del eth1",
                "address del 198.18.1.1/24 dev eth1",
            })
    void neverLeavesByAnotherUplink(String mishap) throws Exception {
        lab.serve(80, OK);
        serveDns(m -> answer(m, "8180", 1));
        lab.lab.router.ip("route add default via 198.18.2.2 dev eth2");
        lab.lab.router.command("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "eth2", "-j", "MASQUERADE");
        List<Target> targets = List.of(tcp("203.0.113.1", 80), http("http://203.0.113.1"), DNS);
        for (Target target : targets) assertEquals("answered", ask(1, target));
        lab.lab.internet.command("iptables", "-t", "raw", "-A", "PREROUTING", "-i", "up2");

        lab.lab.router.ip(mishap);
        List<Heard> heard = new ArrayList<>();
        for (Target target : targets) heard.add(lab.start(conversations, way(1), target, 1000));
        for (Heard one : heard) assertTrue(!one.why().equals("answered"), one.why());
        assertEquals(0, UplinkLab.counted(lab.lab.internet));
        for (Target target : targets) assertEquals("answered", ask(2, target));
    }

    @Test
    void everyPacketCarriesTheMark() throws Exception {
        lab.serve(80, OK);
        serveDns(m -> answer(m, "8180", 1));
        List<String> output = List.of("iptables", "-t", "raw", "-A", "OUTPUT");
        run(output, "-p", "tcp", "-m", "mark", "!", "--mark", "2/0xff");
        run(output, "-p", "udp", "-m", "mark", "!", "--mark", "2/0xff");
        run(output, "-m", "mark", "--mark", "2/0xff");
        assertEquals("answered", ask(2, http("http://203.0.113.1")));
        assertEquals("answered", ask(2, DNS));
        List<Long> counted = lab.lab
                .router
                .command("iptables-save", "-c", "-t", "raw")
                .lines()
                .filter(l -> l.contains("-A OUTPUT"))
                .map(l -> Long.parseLong(l.substring(1, l.indexOf(':'))))
                .toList();
        assertEquals(List.of(0L, 0L), counted.subList(0, 2));
        assertTrue(counted.get(2) >= 4, "with the mark: " + counted);
    }

    @Test
    void thousandHangingProbesLeaveNothingBehind() throws Exception {
        lab.serve(80, "");
        ask(1, tcp("203.0.113.1", 80));
        int before = openFiles();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int i = 0; i < 1000 && System.nanoTime() < end; i += 16) {
            List<Heard> all = new ArrayList<>();
            for (int j = 0; j < 16; j++) all.add(lab.start(conversations, way(1), http("http://203.0.113.1"), 100));
            for (Heard one : all)
                assertEquals("http://203.0.113.1: connection accepted, but no answer within 100 ms", one.why());
        }
        assertTrue(System.nanoTime() < end);
        for (int i = 0; i < 250 && threads() > 0; i++) Thread.sleep(20);
        assertEquals(0, threads());
        // The server's ends are in the same process; they were reset, but are not closed.
        assertTrue(openFiles() - before <= 1020, before + " files became " + openFiles());
        assertEquals("", lab.lab.router.command("ss", "-Htan"));
    }

    @Test
    void closingIsQuick() throws Exception {
        lab.serve(80, "");
        List<Heard> all = new ArrayList<>();
        for (Target target :
                List.of(http("http://203.0.113.1"), http("https://203.0.113.1:80"), tcp("203.0.113.99", 1)))
            all.add(lab.start(conversations, way(1), target, 60_000));
        Thread.sleep(Duration.ofSeconds(1));
        long begin = System.nanoTime();
        conversations.close();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis < 500, millis + " ms");
        for (Heard one : all) assertTrue(one.why().contains("probing has ended"), one.why());
    }

    private String ask(int uplink, Target target) throws Exception {
        return lab.ask(conversations, way(uplink), target, 5000);
    }

    private void run(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(Arrays.asList(more));
        lab.lab.router.command(all.toArray(String[]::new));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("ftr-probe-eth"))
                .count();
    }

    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    /** On 203.0.113.1; ends when the socket is closed, with the lab's namespace. */
    private void serveDns(UnaryOperator<byte[]> answers) {
        DatagramSocket server = lab.lab.internet.run(
                () -> new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 53)));
        lab.closeLater(server);
        Thread.ofPlatform().daemon().name("test-dns").start(() -> {
            while (!server.isClosed()) answerOne(server, answers);
        });
    }

    private static void answerOne(DatagramSocket server, UnaryOperator<byte[]> answers) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            packet.setData(answers.apply(Arrays.copyOf(packet.getData(), packet.getLength())));
            server.send(packet);
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    private static byte[] answer(byte[] question, String flags, int answers) {
        HexFormat hex = HexFormat.of();
        String text = hex.formatHex(question);
        return hex.parseHex(text.substring(0, 4)
                + flags
                + "0001%04x00000000".formatted(answers)
                + text.substring(24)
                + "c00c000100010000003c0004cb007101".repeat(answers));
    }
}
