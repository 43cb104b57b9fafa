package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code generate-iptables} prints can be loaded, and is what {@code apply} makes. */
class GeneratedIptablesIT {
    private static final String TRAFFIC = """
            policies:
            - {name: mail-out, match: {from: [10.77.0.5/32], protocol: tcp, ports: [25, 465, 587]}, uplinks: [eth1, eth2], otherwise: reject}
            - {name: voice, match: {to: [203.0.113.0/24], protocol: udp, ports: [5060, 10000-20000]}, uplinks: [eth3]}
            - {name: own, match: {own: true, to: [198.51.100.0/24]}, balance: [eth1, eth3]}
            port_forwards:
            - {uplink: eth1, protocol: tcp, port: 443, to: "10.77.0.20:8443"}
            - {protocol: udp, port: 6000-6010, to: "10.77.0.20:7000-7010"}
            source_nat:
            - {from: [10.77.0.5/32], uplink: eth2, to: 198.18.2.3}
            no_nat: [10.77.7.0/24]
            bypass: [10.99.0.0/16]
            firewall: basic
            sticky: client
            """;

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void itLoadsAndLeavesNothingToDo(String backend) throws IOException {
        try (Lab lab = Lab.up("generate-" + backend, "--backend", backend)) {
            lab.router("ip address add 198.18.2.3/24 dev eth2");
            String config = LabConfig.ofUplinks(3)
                            .key(2, "extra_ips", "[198.18.2.3]")
                            .key(3, "clamp_mss", "1400")
                            .text()
                    + TRAFFIC;
            Ftr ftr = Ftr.withText(lab, config);
            Path file = lab.folder().resolve("rules");
            Files.writeString(file, ftr.run("generate-iptables").exits(0).out());
            lab.router("iptables-restore --test %s".formatted(file), "iptables-restore --noflush %s".formatted(file));
            String plan = ftr.run("plan", "--output", "json", "--health", "eth1=up,eth2=up,eth3=up")
                    .exits(0)
                    .out();
            for (String kind : List.of("chain", "jump", "iptables_rule"))
                assertTrue(
                        !plan.contains("\"kind\":\"" + kind + "\"") && !plan.contains("\"kind\" : \"" + kind + "\""),
                        plan);
            ftr.applyAllUp().exits(0);
            assertEquals(0, ftr.planAllUp().exit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppp", "dhcp"})
    void whatNeedsAnAddressThatIsNotKnownIsLeftOutAndSaid(String type) {
        try (Lab lab = Lab.up("dynamic-" + type)) {
            Ftr ftr = Ftr.withText(
                    lab,
                    LabConfig.ofUplinks(2).text().replaceFirst("type: static\\n.*\\n.*\\n", "type: " + type + "\n")
                            + "port_forwards:\n- {protocol: tcp, port: 443, to: \"10.77.0.20:8443\"}\n");
            String out = ftr.run("generate-iptables").exits(0).out();
            assertTrue(out.contains("# Left out: rules that name the own address of eth1"), out);
            assertTrue(out.contains("-d 198.18.2.2/32 "), out);
        }
    }
}
