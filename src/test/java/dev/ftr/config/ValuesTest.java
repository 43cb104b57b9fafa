package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.config;
import static dev.ftr.config.ConfigText.tests;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig.SmtpAuthentication;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How values may be written. */
final class ValuesTest {
    @ParameterizedTest
    @CsvSource({"0x100,256", "010,8", "0o10,8", "1_000,1000", "0b101,5", "+7,7", "0,0", "256,256"})
    void readsIntegersAsRubyDoes(String written, int value) {
        assertEquals(Optional.of(BigDecimal.valueOf(value)), PlainScalar.asNumber(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "0x", "_", "1.2.3", "1e5", "", "-", "0x_", "12a"})
    void takesOtherTextForText(String written) {
        assertEquals(Optional.empty(), PlainScalar.asNumber(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "Yes", "ON", "true", "True"})
    void readsBooleansAsRubyDoes(String written) {
        assertTrue(config(SMALL
                        + "email: {send: %s, sender: a@b.c, recipients: [d@e.f], smtp_parameters: {address: g}}\n"
                                .formatted(written))
                .email()
                .send());
    }

    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "3s,3000",
        "24h,86400000",
        "1d,86400000",
        "0.5d,43200000",
        "2m,120000",
        "1,1000",
        "0.5,500",
        ".5,500",
        "1.5s,1500",
        "'\"60\"',60000",
        "'\"010\"',10000",
        "010,8000",
        "1_0,10000"
    })
    void readsDurations(String written, long millis) {
        assertEquals(
                Duration.ofMillis(millis),
                tests(SMALL + "  interval: " + written + "\n").interval());
    }

    @Test
    void takesTextWithoutQuotesAsItStandsWhereTextIsWanted() {
        String text = SMALL.replaceFirst("priority_group: 1", "description: 0123")
                + "email: {smtp_parameters: {password: 1_000, user_name: on, domain: 'null'}}\n";
        RouterConfig config = config(text);

        assertEquals("0123", config.uplinks().getFirst().description());
        assertEquals(
                Optional.of(new SecretSource.Inline(new RouterConfig.Secret("1_000"))),
                config.email().smtp().password());
        assertEquals(Optional.of("on"), config.email().smtp().userName());
        assertEquals(Optional.of("null"), config.email().smtp().domain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", ":login", "'login'", "!ruby/symbol login"})
    void readsSymbolsWithAndWithoutColon(String written) {
        assertEquals(
                Optional.of(SmtpAuthentication.LOGIN),
                config(SMALL + "email:\n  smtp_parameters:\n    authentication: " + written + "\n")
                        .email()
                        .smtp()
                        .authentication());
    }

    @Test
    void readsSymbolsAsKeys() {
        assertEquals(config(SMALL), config(SMALL.replaceAll("(?m)^( *(?:- )?)([a-z_]+:)", "$1:$2")));
    }

    @Test
    void takesBlankKeysForAbsent() {
        String blanks =
                SMALL.replace("    priority_group: 1\n", "    priority_group: 1\n    weight:\n    description: ~\n")
                        + "log:\nemail:\nbase_table:\nfwmark_mask: null\n";
        assertEquals(config(SMALL), config(blanks));
    }

    @Test
    void resolvesAliasesAndMergedMappings() {
        String merged = SMALL.replace("  - interface: eth1", "  - &line\n    interface: eth1")
                .replace("  - interface: eth2\n    type: static\n", "  - <<: *line\n    interface: eth2\n")
                .replace("    gateway: 198.51.100.1\n    priority_group: 1", "    gateway: 198.51.100.1");
        assertEquals(config(SMALL), config(merged));
    }

    @Test
    void fillsInDefaults() {
        RouterConfig config = config(SMALL);

        assertEquals("eth1", config.uplinks().getFirst().description());
        assertEquals(
                "eth1",
                config(SMALL.replaceFirst("priority_group: 1", "description: ''"))
                        .uplinks()
                        .getFirst()
                        .description());
        assertEquals(1, config.uplinks().getFirst().weight().value());
        assertEquals(Optional.empty(), config.log().file());
        assertEquals(false, config.email().send());
        assertEquals(RouterConfig.MailEncryption.OFFERED, config.email().smtp().encryption());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "4,4", "6,4"})
    void requiresFourTargetsOrHalfOfFewer(int targets, int required) {
        String ips = "8.8.8.8, 1.1.1.1, 9.9.9.9, 208.67.222.222, 94.140.14.14, 64.6.64.6"
                .replaceAll("((?:[^,]+, ){%d}[^,]+).*".formatted(targets - 1), "$1");
        String text = SMALL.replace("8.8.8.8, 1.1.1.1, 9.9.9.9", ips).replace("  required_successful: 2\n", "");
        assertEquals(targets, tests(text).targets().size());
        assertEquals(required, tests(text).required());
    }

    @ParameterizedTest
    @CsvSource({
        "base_fwmark: 1,          0x1/0xff,        0x2/0xff",
        "base_fwmark: 0x100,      0x100/0xffff,    0x101/0xffff",
        "base_fwmark: 255,        0xff/0xffff,     0x100/0xffff",
        "base_fwmark: 0x12345678, 0x12345678/0xffffffff, 0x12345679/0xffffffff",
        "base_fwmark: 4294967294, 0xfffffffe/0xffffffff, 0xffffffff/0xffffffff",
        "fwmark_mask: 0xff00,     0x100/0xff00,    0x200/0xff00",
        "fwmark_mask: 0xff000000, 0x1000000/0xff000000, 0x2000000/0xff000000",
    })
    void countsMarksFromTheBaseInStepsOfTheMask(String line, String first, String second) {
        RouterConfig config = config(SMALL + line + "\n");
        assertEquals(first, config.uplinks().getFirst().mark().toString());
        assertEquals(second, config.uplinks().getLast().mark().toString());
    }
}
