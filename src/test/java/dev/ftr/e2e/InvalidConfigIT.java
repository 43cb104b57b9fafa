package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An invalid config changes nothing, and each of its errors is one line. */
class InvalidConfigIT {
    @Test
    void changesNothingAndNamesEachErrorOnALineOfItsOwn() {
        try (Lab lab = Lab.up("invalid")) {
            String valid = LabConfig.ofUplinks(3).text();
            Ftr.withText(lab, valid).applyAllUp().exits(0);
            String before = KernelDump.ofAll(lab);
            String invalid = valid.replace("ip: 198.18.1.2", "ip: 198.18.1.1")
                    .replace("interface: eth3", "interface: eth0")
                    .replace("required_successful: 2", "required_successful: 9");
            Ftr ftr = Ftr.withText(lab, invalid);
            for (String command : List.of("apply", "plan", "validate", "monitor")) {
                Ran ran = ftr.run(command).exits(1);
                assertEquals(3, ran.errors().size(), ran.toString());
                for (String line : ran.errors())
                    assertTrue(line.matches(".*/ftr\\.yaml:\\d+:\\d+: /\\S+: .+"), ran.toString());
                assertEquals("", ran.out(), ran.toString());
            }
            assertEquals(before, KernelDump.ofAll(lab));
        }
    }

    @Test
    void halfAFileChangesNothing() {
        try (Lab lab = Lab.up("half")) {
            String before = KernelDump.ofAll(lab);
            String valid = LabConfig.ofUplinks(3).text();
            Ftr ftr = Ftr.withText(lab, valid.substring(0, valid.indexOf("gateway: 198.18.2.1") + 5));
            Ran ran = ftr.run("apply").exits(1);
            assertTrue(!ran.errors().isEmpty(), ran.toString());
            assertEquals(before, KernelDump.ofAll(lab));
        }
    }
}
