package dev.ftr.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2001:db8::2",
                "2001:db8:0:1:1:1:1:1",
                "2001:db8::1:0:0:1",
                "2001:0:0:1::1",
                "fe80::1:2",
                "1:2:3:4:5:6:7:8",
                "0:1::",
                "192.0.2.1"
            })
    void isPrintedInTheShortForm(String text) {
        assertEquals(text, IpAddress.parse(text).toString());
    }

    @Test
    void isReadBackEqual() {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int group = 0; group < 8; group++)
                text.append(group == 0 ? "" : ":")
                        .append(Integer.toHexString(random.nextInt(3) * random.nextInt(0x8000)));
            IpAddress address = IpAddress.parse(text.toString());
            assertEquals(address, IpAddress.parse(address.toString()));
        }
    }
}
