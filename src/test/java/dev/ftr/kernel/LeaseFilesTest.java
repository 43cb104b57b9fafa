package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseFilesTest {
    private static final InterfaceName ETH2 = new InterfaceName("eth2");
    private static final int INDEX = 4;

    /** When the leases of the fixtures were in force. */
    private static final Instant NOW = Instant.parse("2026-11-22T21:43:30Z");

    private static final List<String> PLACES = List.of(
            "run/systemd/netif/leases/4",
            "run/udhcpc/eth2.lease",
            "var/lib/udhcpc/eth2.lease",
            "var/lib/dhcpcd/eth2.lease",
            "var/lib/dhcpcd/eth2-Caf\u00e9.lease",
            "var/lib/dhcpcd5/dhcpcd-eth2.lease",
            "var/lib/dhcp/dhclient.leases",
            "var/lib/dhclient/dhclient.eth2.leases",
            "var/lib/NetworkManager/dhclient-0b2fc4a2-eth2.lease",
            "var/lib/NetworkManager/internal-0b2fc4a2-eth2.lease");

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
        "systemd-networkd-252.lease, run/systemd/netif/leases/4, 198.18.2.57",
        "dhcpcd-9.4.1.lease, var/lib/dhcpcd/eth2.lease, 198.18.2.57",
        "dhcpcd-9.4.1.lease, var/lib/dhcpcd/eth2-SomeNetwork.lease, 198.18.2.57",
        "dhcpcd-9.4.1.lease, var/lib/dhcpcd5/dhcpcd-eth2.lease, 198.18.2.57",
        "dhclient-4.4.3.leases, var/lib/dhcp/dhclient.leases, 198.18.2.57",
        "dhclient-4.4.3.leases, var/lib/dhcp/dhclient.eth2.leases, 198.18.2.57",
        "dhclient-4.4.3.leases, var/lib/dhclient/dhclient-eth2.leases, 198.18.2.57",
        "dhclient-4.4.3.leases, var/lib/NetworkManager/dhclient-0b2fc4a2-eth2.lease, 198.18.2.57",
        "systemd-networkd-252.lease, var/lib/NetworkManager/internal-0b2fc4a2-eth2.lease, 198.18.2.57",
        "udhcpc-1.35.env, run/udhcpc/eth2.lease, 198.18.2.58",
    })
    void readsWhatRealClientsWrote(String fixture, String place, String address) throws IOException {
        put(place, Files.readAllBytes(Path.of("src/test/resources/fixtures/leases", fixture)));
        assertEquals(List.of(lease(address, "198.18.2.1", "198.18.2.1")), leases());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run/systemd/netif/leases/44",
                "run/udhcpc/eth22.lease",
                "var/lib/dhcpcd/eth22.lease",
                "var/lib/dhcpcd/xeth2.lease",
                "var/lib/NetworkManager/internal-0b2fc4a2-eth22.lease",
                "var/lib/NetworkManager/internal-0b2fc4a2-xeth2.lease",
            })
    void aLeaseOfAnotherInterfaceIsNone(String place) throws IOException {
        put(place, "ADDRESS=198.18.2.57\n");
        assertEquals(List.of(), leases());
    }

    @Test
    void nothingThereIsNoLease() {
        assertEquals(List.of(), leases());
    }

    @Test
    void theNewestFileComesFirst() throws IOException {
        put("run/systemd/netif/leases/4", "ADDRESS=198.18.2.1\n");
        put("run/udhcpc/eth2.lease", "ip='198.18.2.2'\n");
        put("var/lib/udhcpc/eth2.lease", "ip=\"198.18.2.3\"\n");
        written("run/systemd/netif/leases/4", 2);
        written("run/udhcpc/eth2.lease", 3);
        written("var/lib/udhcpc/eth2.lease", 1);
        assertEquals(
                List.of("198.18.2.2", "198.18.2.1", "198.18.2.3"),
                leases().stream().map(l -> l.address().orElseThrow().toString()).toList());
    }

    @Test
    void ofDhclientTheLastLeaseOfTheInterfaceThatHasNotExpiredCounts() throws IOException {
        put("var/lib/dhcp/dhclient.leases", """
                default-duid "\\000\\001{;\\"";
                lease { interface "eth2"; fixed-address 198.18.2.10; expire 0 2026/11/22 22:00:00; }
                lease { interface "eth2"; fixed-address 198.18.2.11; option routers 198.18.2.1,198.18.2.9; expire never; }
                lease { interface "eth2"; fixed-address 198.18.2.12; expire 0 2026/11/22 21:43:30; }
                lease { interface "eth2"; fixed-address 198.18.2.13; expire epoch 1000; # Thu Jan 1
                }
                lease { interface "eth1"; fixed-address 198.18.1.14; expire never; }
                lease6 { interface "eth2"; ia-na 01:02 { iaaddr 2001:db8::1 { starts 1; } } }
                lease { interface "eth2"; option domain-name "}lease { interface \\"eth2\\"; fixed-address 198.18.2.15;";
                """);
        assertEquals(
                List.of(new Lease(address("198.18.2.11"), address("198.18.2.1"), false, Optional.empty())), leases());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,198,18,2,9 | 198.18.2.9",
                "24,10,0,7,198,18,2,7,0,198,18,2,9 | 198.18.2.9",
                "24,10,0,7,198,18,2,7 | 198.18.2.1",
                "0,198,18,2 | 198.18.2.1",
                "33,0,198,18,2,9 | 198.18.2.1",
                "zero | 198.18.2.1",
            })
    void aClasslessDefaultRouteOverridesTheRouters(String option, String gateway) throws IOException {
        put("var/lib/dhcp/dhclient.leases", """
                lease { interface "eth2"; fixed-address 198.18.2.57; option routers 198.18.2.1;
                option rfc3442-classless-static-routes %s; }
                """.formatted(option));
        assertEquals(address(gateway), leases().getFirst().gateway());
    }

    @Test
    void otherClientsWordClasslessRoutesOtherwise() throws IOException {
        put("run/systemd/netif/leases/4", """
                ADDRESS=198.18.2.57
                ROUTER=198.18.2.1
                CLASSLESS_ROUTES=10.0.0.0/8,198.18.2.2 0.0.0.0/0,198.18.2.9
                """);
        assertEquals(address("198.18.2.9"), leases().getFirst().gateway());
        put("run/systemd/netif/leases/4", """
                ip=198.18.2.57
                router=198.18.2.1 198.18.2.2
                staticroutes='10.0.0.0/8 198.18.2.2 0.0.0.0/0 0.0.0.0'
                """);
        assertEquals(new Lease(address("198.18.2.57"), Optional.empty(), true, Optional.empty()), leases().getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "ADDRESS=",
                "ADDRESS=router.example\n",
                "ADDRESS=127.0.0.1\n",
                "ADDRESS=255.255.255.255\n",
                "ADDRESS=2001:db8::1\n",
                "ADDRESS='\n",
                "lease {",
                "lease { interface \"eth2\"; }",
                "lease { interface \"eth2\"; fixed-address; ; ; expire; option; option routers; }",
                "} } } ; ; {{{ lease",
                "\"",
                "lease { interface \"eth2\"; fixed-address \"198.18.2.57; }",
            })
    void whatSaysNothingIsNoLease(String content) throws IOException {
        for (String place : PLACES) put(place, content);
        assertEquals(List.of(), leases());
    }

    @Test
    void anAddressThatNobodyCanHaveIsLeftOut() throws IOException {
        put("run/systemd/netif/leases/4", "ADDRESS=198.18.2.57\nROUTER=0.0.0.0 x 224.0.0.1\nSERVER_ADDRESS=; reboot\n");
        assertEquals(List.of(new Lease(address("198.18.2.57"), Optional.empty(), false, Optional.empty())), leases());
    }

    @Test
    void aReplyThatIsCutShortAnywhereIsHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/fixtures/leases/dhcpcd-9.4.1.lease"));
        for (int length = 0; length < whole.length; length++) {
            put("var/lib/dhcpcd/eth2.lease", Arrays.copyOf(whole, length));
            for (Lease lease : leases()) assertEquals(address("198.18.2.57"), lease.address());
        }
    }

    @Test
    void noiseIsHarmless() throws IOException {
        Random random = new Random(7);
        byte[] reply = Files.readAllBytes(Path.of("src/test/resources/fixtures/leases/dhcpcd-9.4.1.lease"));
        for (int i = 0; i < 200; i++) {
            byte[] noise = reply.clone();
            byte[] options = new byte[noise.length - 240];
            random.nextBytes(options);
            System.arraycopy(options, 0, noise, 240, options.length);
            for (String place : PLACES) put(place, noise);
            leases();
        }
    }

    @Test
    @Timeout(20)
    void ofAHugeFileTheEndIsRead() throws IOException {
        String old = "lease { interface \"eth2\"; fixed-address 198.18.2.10; }\n".repeat(100_000);
        String quotes = "\"{".repeat(500_000) + "\n";
        String last = "lease { interface \"eth2\"; fixed-address 198.18.2.57; }\n";
        put("var/lib/dhcp/dhclient.leases", old + quotes + old + last);
        assertEquals(address("198.18.2.57"), leases().getFirst().address());
        for (String hostile : List.of("{", "\"", "\\\"", "lease{", ";", "ADDRESS=", "x")) {
            for (String place : PLACES) put(place, hostile.repeat(300_000));
            assertEquals(List.of(), leases());
        }
    }

    @Test
    @Timeout(20)
    void aPipeOrAFolderInItsPlaceIsNoLease() throws IOException, InterruptedException {
        for (String place : PLACES) {
            Files.createDirectories(root.resolve(place).getParent());
            int made = new ProcessBuilder("mkfifo", root.resolve(place).toString())
                    .start()
                    .waitFor();
            assertEquals(0, made);
        }
        Files.createDirectories(root.resolve("var/lib/dhcp/folder.leases"));
        Files.createSymbolicLink(root.resolve("var/lib/dhcp/gone.leases"), Path.of("nowhere"));
        assertEquals(List.of(), leases());
    }

    private List<Lease> leases() {
        return new LeaseFiles(root, () -> NOW).of(ETH2, INDEX);
    }

    private void put(String place, String content) throws IOException {
        put(place, content.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String place, byte[] content) throws IOException {
        Files.createDirectories(root.resolve(place).getParent());
        Files.write(root.resolve(place), content);
    }

    private void written(String place, int second) throws IOException {
        Files.setLastModifiedTime(root.resolve(place), FileTime.from(NOW.plus(Duration.ofSeconds(second))));
    }

    private static Lease lease(String address, String gateway, String server) {
        return new Lease(address(address), address(gateway), false, address(server));
    }

    private static Optional<IpAddress> address(String text) {
        return Optional.of(IpAddress.parse(text));
    }
}
