package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig.LogSettings;
import dev.ftr.config.RouterConfig.MailEncryption;
import dev.ftr.config.RouterConfig.MailSettings;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import dev.ftr.config.RouterConfig.SmtpSettings;
import dev.ftr.config.Uplink.Addressing;
import dev.ftr.model.FirewallTarget.ClampSegments;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OriginalConfigTest {
    @Test
    void aConfigOfTheOriginalMeansWhatItMeantThere() throws IOException {
        RouterConfig expected = new RouterConfig(
                List.of(
                        uplink(0, "eth1", fixed("1.0.0.2", "1.0.0.1"), 1, 1),
                        uplink(1, "eth2", fixed("2.0.0.2", "2.0.0.1"), 1, 2),
                        uplink(2, "ppp0", new Addressing.PointToPoint(), 2, 1)),
                List.of(new InterfaceName("eth0")),
                Traffic.PLAIN,
                false,
                new LogSettings(Optional.of(Path.of("/var/log/fault_tolerant_router.log")), 1024000, 10),
                new MailSettings(
                        false,
                        "router@domain.com",
                        List.of("user1@domain.com", "user2@domain.com", "user3@domain.com"),
                        new SmtpSettings(
                                "smtp.domain.com",
                                587,
                                Optional.of("domain.com"),
                                Optional.of(SmtpAuthentication.LOGIN),
                                MailEncryption.NONE,
                                true,
                                Optional.of("user@domain.com"),
                                Optional.of(new SecretSource.Inline(new Secret("my-secret-password"))))),
                new Numbering(1, 40000, 1, 0xff, 157));

        assertEquals(expected, ConfigText.config(Files.readString(Path.of("examples/original.conf"))));
    }

    private static Uplink uplink(int id, String device, Addressing addressing, int group, int weight) {
        return new Uplink(
                new UplinkId(id),
                device,
                "Example Provider " + (id + 1),
                new InterfaceName(device),
                addressing,
                List.of(),
                OptionalInt.of(group),
                new Weight(weight),
                new FwMark(id + 1, 0xff),
                0,
                addressing instanceof Addressing.PointToPoint
                        ? Optional.of(new ClampSegments(OptionalInt.empty()))
                        : Optional.empty(),
                ProbePolicy.of(
                        Stream.of("208.67.222.222", "208.67.220.220", "4.2.2.2", "4.2.2.3", "8.8.8.8", "8.8.4.4")
                                .<Target>map(ip -> new Target.Echo(IpAddress.parse(ip)))
                                .toList(),
                        4,
                        1,
                        Duration.ofSeconds(60)),
                Uplink.DEFAULT_ON_DOWN,
                Uplink.DEFAULT_ON_RECOVER);
    }

    private static Addressing fixed(String ip, String gateway) {
        return new Addressing.Static(IpAddress.parse(ip), Optional.of(IpAddress.parse(gateway)));
    }
}
